package io.kobox.kernel.cred;

import io.kobox.export.KernelData;
import io.kobox.export.Level;
import io.kobox.syscalls.Utsname;
import io.kobox.types.Struct;
import io.kobox.types.Structs;

/** What utsname() leads to (init/version-timestamp.c). */
public final class UtsNamespaceExports {
  private final Structs structs;
  private final Utsname utsname;

  public UtsNamespaceExports(Structs structs, Utsname utsname) {
    this.structs = structs;
    this.utsname = utsname;
  }

  @KernelData(
      type = "struct uts_namespace",
      level = Level.PARTIAL,
      note = "the names as they were at boot")
  void init_uts_ns(long address) {
    Struct namespace = structs.at("uts_namespace", address);
    namespace.setString("name.sysname", utsname.sysname());
    namespace.setString("name.nodename", utsname.nodename());
    namespace.setString("name.release", utsname.release());
    namespace.setString("name.version", utsname.version());
    namespace.setString("name.machine", utsname.machine());
    namespace.setString("name.domainname", "(none)");
  }
}
