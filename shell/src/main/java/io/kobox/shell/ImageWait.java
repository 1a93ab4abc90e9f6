package io.kobox.shell;

import io.kobox.image.ImageKernel;
import io.kobox.shell.interactive.HostWait;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a machine with the image kernel go on while its shell waits for the person: the shell's
 * process sleeps by and by, and what the line reader asks of the machine meanwhile, for completion,
 * comes in between.
 */
final class ImageWait implements HostWait {
  private static final Duration STEP = Duration.ofMillis(20);

  private final ImageKernel kernel;
  private final SystemCalls calls;
  private final ReentrantLock turn = new ReentrantLock(true);

  ImageWait(ImageKernel kernel, SystemCalls calls) {
    this.kernel = kernel;
    this.calls = calls;
  }

  @Override
  public @Nullable String await(Supplier<@Nullable String> action) {
    CompletableFuture<@Nullable String> line = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("kobox line reader")
        .start(
            () -> {
              try {
                line.complete(action.get());
              } catch (RuntimeException | Error e) {
                line.completeExceptionally(e);
              }
            });
    while (!line.isDone()) {
      step();
    }
    try {
      return line.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void step() {
    turn.lock();
    try {
      calls.nanosleep(STEP);
    } catch (ErrnoException e) {
      // A signal came: the wait goes on.
    } finally {
      turn.unlock();
    }
  }

  @Override
  public SystemCalls shared(SystemCalls own) {
    return (SystemCalls)
        Proxy.newProxyInstance(
            SystemCalls.class.getClassLoader(),
            new Class<?>[] {SystemCalls.class},
            (proxy, method, arguments) -> {
              turn.lock();
              try {
                return method.invoke(own, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              } finally {
                turn.unlock();
              }
            });
  }

  @Override
  public void interruptForeground() {
    kernel.interruptForeground();
  }
}
