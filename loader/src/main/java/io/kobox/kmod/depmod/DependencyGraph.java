package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodSymbols;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which module needs which, and an order of them all (kmod: tools/depmod.c). */
final class DependencyGraph {
  private static final Comparator<DepmodModule> BY_DEPENDENCY_INDEX =
      Comparator.comparingInt(module -> module.dependencyIndex);

  private final List<DepmodModule> modules;
  private final DepmodLog log;

  DependencyGraph(List<DepmodModule> modules, DepmodLog log) {
    this.modules = modules;
    this.log = log;
  }

  /** depmod_load_dependencies(). */
  void link(SymbolTable symbols, boolean checkVersions, boolean printUnknown) {
    for (DepmodModule module : modules) {
      for (KmodSymbols.Symbol wanted : module.imports) {
        SymbolTable.Symbol symbol = symbols.find(wanted.name());
        if (symbol == null) {
          if (printUnknown && !wanted.weak()) {
            log.warning(module.path + " needs unknown symbol " + wanted.name());
          }
          continue;
        }
        if (checkVersions && printUnknown && symbol.crc() != wanted.crc() && !wanted.weak()) {
          log.warning(module.path + " disagrees about version of symbol " + wanted.name());
        }
        addDependency(module, symbol);
      }
    }
  }

  private void addDependency(DepmodModule module, SymbolTable.Symbol symbol) {
    DepmodModule owner = symbol.owner();
    if (owner == null || owner.mark == module) {
      return;
    }
    owner.mark = module;
    module.dependencies.add(owner);
    owner.users++;
    log.show(module.path + " needs \"" + symbol.name() + "\": " + owner.path);
  }

  /** depmod_calculate_dependencies(): sorts topologically, users first; reports cycles. */
  void sort() throws DepmodFailure {
    int[] users = new int[modules.size()];
    int[] roots = new int[modules.size()];
    int rootCount = 0;
    for (int i = 0; i < users.length; i++) {
      users[i] = modules.get(i).users;
      if (users[i] == 0) {
        roots[rootCount++] = i;
      }
    }
    int sorted = 0;
    while (rootCount > 0) {
      DepmodModule source = modules.get(roots[--rootCount]);
      source.dependencyIndex = sorted++;
      for (DepmodModule target : source.dependencies) {
        if (--users[target.index] == 0) {
          roots[rootCount++] = target.index;
        }
      }
    }
    if (sorted < users.length) {
      reportCycles(users);
      throw new DepmodFailure("dependency cycles");
    }
    for (DepmodModule module : modules) {
      module.dependencies.sort(BY_DEPENDENCY_INDEX);
    }
  }

  /** mod_get_all_sorted_dependencies(): the direct and indirect ones, users first. */
  static List<DepmodModule> allDependencies(DepmodModule module) {
    if (module.dependencies.isEmpty()) {
      return List.of();
    }
    List<DepmodModule> all = new ArrayList<>(module.dependencies);
    for (DepmodModule dependency : all) {
      dependency.mark = module;
    }
    for (int i = 0; i < all.size(); i++) {
      for (DepmodModule next : all.get(i).dependencies) {
        if (next.mark != module) {
          next.mark = module;
          all.add(next);
        }
      }
    }
    DepmodModule[] array = all.toArray(new DepmodModule[0]);
    Arrays.sort(array, BY_DEPENDENCY_INDEX);
    return Arrays.asList(array);
  }

  /** A module on a path that may close to a cycle. */
  private record Vertex(DepmodModule module, @Nullable Vertex parent) {}

  private void reportCycles(int[] users) {
    Deque<DepmodModule> roots = new ArrayDeque<>();
    for (int i = 0; i < users.length; i++) {
      if (users[i] > 0) {
        roots.add(modules.get(i));
      }
    }
    Set<String> cyclic = new LinkedHashSet<>();
    while (!roots.isEmpty()) {
      reportCyclesFrom(roots.remove(), roots, cyclic);
    }
    log.error("Found " + cyclic.size() + " modules in dependency cycles!");
  }

  /** kmod asserts that its stack does not overflow; ours grows. */
  private void reportCyclesFrom(
      DepmodModule rootModule, Deque<DepmodModule> roots, Set<String> cyclic) {
    Deque<Vertex> stack = new ArrayDeque<>();
    stack.push(new Vertex(rootModule, null));
    int budget = 1 << 20;
    while (!stack.isEmpty() && budget-- > 0) {
      Vertex vertex = stack.pop();
      DepmodModule module = vertex.module;
      if (module.visited && module == rootModule) {
        reportCycle(vertex, roots, cyclic);
        continue;
      }
      module.visited = true;
      if (module.dependencies.isEmpty()) {
        roots.remove(module);
        continue;
      }
      for (DepmodModule dependency : module.dependencies) {
        stack.push(new Vertex(dependency, vertex));
      }
    }
  }

  private void reportCycle(Vertex end, Deque<DepmodModule> roots, Set<String> cyclic) {
    List<String> names = new ArrayList<>();
    names.add(end.module.name);
    for (Vertex v = end.parent; v != null; v = v.parent) {
      names.add(v.module.name);
      cyclic.add(v.module.name);
      roots.remove(v.module);
    }
    log.error("Cycle detected: " + String.join(" -> ", names.reversed()));
  }
}
