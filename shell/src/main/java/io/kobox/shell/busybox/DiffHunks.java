package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Output;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The shortest edit from one list of lines to another, printed as unified hunks. */
final class DiffHunks {
  private static final int MAX_EDITS = 4000;

  /** {@code kind}: ' ', '-' or '+'; the lines' numbers from 0. */
  private record Edit(char kind, int first, int second) {}

  private DiffHunks() {}

  static void print(Output out, List<String> first, List<String> second, int context)
      throws ErrnoException, CommandException {
    List<Edit> edits = edits(first, second);
    int at = 0;
    while (at < edits.size()) {
      while (at < edits.size() && edits.get(at).kind == ' ') {
        at++;
      }
      if (at == edits.size()) {
        return;
      }
      int start = Math.max(0, at - context);
      int last = at;
      int end = at;
      while (end < edits.size() && end - last <= 2 * context + 1) {
        last = edits.get(end).kind == ' ' ? last : end;
        end++;
      }
      end = Math.min(edits.size(), last + 1 + context);
      hunk(out, edits.subList(start, end), first, second);
      at = end;
    }
  }

  private static void hunk(Output out, List<Edit> edits, List<String> first, List<String> second)
      throws ErrnoException {
    int removed = 0;
    int added = 0;
    for (Edit edit : edits) {
      removed += edit.kind == '+' ? 0 : 1;
      added += edit.kind == '-' ? 0 : 1;
    }
    out.println(
        "@@ -"
            + range(edits.getFirst().first, removed)
            + " +"
            + range(edits.getFirst().second, added)
            + " @@");
    for (Edit edit : edits) {
      String line = edit.kind == '+' ? second.get(edit.second) : first.get(edit.first);
      out.print(edit.kind + line + (line.endsWith("\n") ? "" : "\n\\ No newline at end of file\n"));
    }
  }

  private static String range(int start, int count) {
    int shown = count == 0 ? start : start + 1;
    return count == 1 ? Integer.toString(shown) : shown + "," + count;
  }

  /** Myers' greedy algorithm, its trace kept to walk back. */
  private static List<Edit> edits(List<String> first, List<String> second) throws CommandException {
    int n = first.size();
    int m = second.size();
    List<int[]> trace = new ArrayList<>();
    int most = Math.min(MAX_EDITS, n + m);
    int[] furthest = new int[2 * most + 3];
    for (int d = 0; d <= most; d++) {
      for (int k = -d; k <= d; k += 2) {
        int at = k + most + 1;
        boolean down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
        int x = down ? furthest[at + 1] : furthest[at - 1] + 1;
        int y = x - k;
        while (x < n && y < m && first.get(x).equals(second.get(y))) {
          x++;
          y++;
        }
        furthest[at] = x;
        if (x >= n && y >= m) {
          return back(trace, n, m, most);
        }
      }
      trace.add(furthest.clone());
    }
    throw CommandException.failure(2, "files differ too much");
  }

  private static List<Edit> back(List<int[]> trace, int n, int m, int most) {
    List<Edit> edits = new ArrayList<>();
    int x = n;
    int y = m;
    for (int d = trace.size(); d > 0; d--) {
      int[] furthest = trace.get(d - 1);
      int k = x - y;
      int at = k + most + 1;
      boolean down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
      int beforeX = furthest[down ? at + 1 : at - 1];
      int beforeY = beforeX - (down ? k + 1 : k - 1);
      while (x > beforeX && y > beforeY) {
        edits.add(new Edit(' ', --x, --y));
      }
      if (down) {
        edits.add(new Edit('+', x, --y));
      } else {
        edits.add(new Edit('-', --x, y));
      }
    }
    while (x > 0 && y > 0) {
      edits.add(new Edit(' ', --x, --y));
    }
    Collections.reverse(edits);
    return edits;
  }
}
