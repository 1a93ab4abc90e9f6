package com.example.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Whether the tests are worth something: {@link MailboxTest} run with drivers that have a bug each
 * (bugs/NAME/NAME.patch). Some test must fail, for the reason that is the bug's.
 */
class BugsAreFoundTest {
  private final List<String> failures = new ArrayList<>();
  private int tests;

  /** A driver, and what one of the failures has in its text. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "01-leak-on-error-path      | aFullBoxTakesNoMore | unreferenced object",
        "02-use-after-free-on-close | readersGetMessagesInOrder | Poison overwritten",
        "03-missing-lock            | neverHoldsMoreThanItsCapacity | 3 messages in a box for 2",
        "04-sleep-under-spinlock    | idleSecondsAreCounted | BUG: sleeping function called from invalid context",
        "05-off-by-one-in-ioctl     | labelsHaveALargestLength | Right Redzone overwritten",
        "06-unregister-forgotten    | saysHowMuchRoomThereIs | left a misc device mailbox behind",
        "07-race-of-read-and-clear  | readAndClearDoNotMeet | double-free",
        "08-wrong-errno             | aFullBoxTakesNoMore | expected: <ENOSPC> but was: <ENOMEM>",
        "09-unchecked-copy-from-user | badPointersAreRefused | Expected io.kobox.syscalls.ErrnoException to be thrown",
        "10-timer-alive-after-exit  | saysHowMuchRoomThereIs | left a timer behind",
        "11-double-free             | badPointersAreRefused | double-free",
        "12-stack-overflow          | clearForgetsMessages | stack guard page was hit",
      })
  void isFound(String bug, String test, String reason) {
    run("bugs/" + bug);
    assertTrue(
        failures.stream()
            .anyMatch(failure -> failure.startsWith(test + "(") && failure.contains(reason)),
        () -> "not found; the failures were:\n" + String.join("\n", failures));
  }

  @ParameterizedTest
  @CsvSource(".")
  void theDriverItselfIsClean(String folder) {
    run(folder);
    assertEquals(List.of(), failures);
    assertTrue(tests > 50, () -> tests + " tests");
  }

  private void run(String folder) {
    System.setProperty("kobox.modules", folder);
    PrintStream err = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream())); // the logs of failed tests
    try {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectClass(MailboxTest.class))
              .build();
      LauncherFactory.create().execute(request, new Listener());
    } finally {
      System.setErr(err);
      System.clearProperty("kobox.modules");
    }
  }

  private final class Listener implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      if (identifier.isTest()) {
        tests++;
      }
      result
          .getThrowable()
          .ifPresent(failure -> failures.add(identifier.getLegacyReportingName() + ": " + all(failure)));
    }

    private static String all(Throwable failure) {
      StringBuilder text = new StringBuilder(failure.toString());
      for (Throwable also : failure.getSuppressed()) {
        text.append('\n').append(also);
      }
      return text.toString();
    }
  }
}
