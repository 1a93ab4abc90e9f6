package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.syscalls.ErrnoException;

/**
 * Commands joined by newlines, {@code ;}, {@code &}, {@code &&} and {@code ||} (bash's
 * execute_connection()).
 */
final class Lists {
  private final Interpreter shell;
  private final Pipelines pipelines;

  Lists(Interpreter shell, Pipelines pipelines) {
    this.shell = shell;
    this.pipelines = pipelines;
  }

  int run(CommandList list, boolean last) throws ErrnoException {
    int result = 0;
    int count = list.items().size();
    for (int i = 0; i < count; i++) {
      CommandList.Item item = list.items().get(i);
      if (item.background()) {
        pipelines.startBackground(item);
        result = 0;
        shell.setStatus(0);
      } else {
        result = shell.execute(item.node(), last && i == count - 1);
      }
    }
    return result;
  }

  int run(Node.AndOr andOr, boolean last) throws ErrnoException {
    int count = andOr.rest().size();
    int result = shell.test(andOr.first());
    for (int i = 0; i < count; i++) {
      Node.Link link = andOr.rest().get(i);
      if (link.and() == (result == 0)) {
        boolean end = i == count - 1;
        result = end ? shell.execute(link.node(), last) : shell.test(link.node());
      }
    }
    return result;
  }
}
