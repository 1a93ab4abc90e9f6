package io.kobox.image.redirect;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfStruct;
import io.kobox.pc.Pc;
import java.util.List;
import java.util.Map;

/** All functions that are answered here, and what must be known of the kernel for them. */
public final class Redirects {
  /** The functions. */
  public static final List<String> FUNCTIONS =
      List.of(ModuleKallsyms.FUNCTION, Sha256Update.FUNCTION);

  private final Map<String, Long> facts;
  private final ModuleKallsyms kallsyms;

  /**
   * @param facts addresses of {@link #FUNCTIONS} and what {@link #describe} added
   */
  public Redirects(Map<String, Long> facts) {
    this.facts = facts;
    this.kallsyms = new ModuleKallsyms(facts);
  }

  /** Adds the places of members of the structures that are needed. */
  public static void describe(Btf types, Map<String, Long> facts) {
    describe(types, ModuleKallsyms.MEMBERS, facts);
    describe(types, Sha256Update.MEMBERS, facts);
  }

  private static void describe(
      Btf types, Map<String, List<String>> structs, Map<String, Long> facts) {
    structs.forEach(
        (name, members) -> {
          BtfStruct struct = types.findStruct(name);
          for (String member : members) {
            if (struct != null && struct.hasField(member)) {
              facts.put(name + "." + member, struct.field(member).offset());
            }
          }
        });
  }

  /** Answers the calls of those whose structures this kernel has. */
  public void install(Pc pc) {
    if (isKnown(ModuleKallsyms.FUNCTION, ModuleKallsyms.MEMBERS)) {
      pc.trap(facts.getOrDefault(ModuleKallsyms.FUNCTION, 0L), kallsyms);
    }
    if (isKnown(Sha256Update.FUNCTION, Sha256Update.MEMBERS)) {
      pc.trap(facts.getOrDefault(Sha256Update.FUNCTION, 0L), new Sha256Update(facts));
    }
  }

  private boolean isKnown(String function, Map<String, List<String>> structs) {
    return facts.containsKey(function)
        && structs.entrySet().stream()
            .allMatch(
                struct ->
                    struct.getValue().stream()
                        .allMatch(member -> facts.containsKey(struct.getKey() + "." + member)));
  }

  /** Memory of a module is given back. */
  public void moduleFreed() {
    kallsyms.freed();
  }
}
