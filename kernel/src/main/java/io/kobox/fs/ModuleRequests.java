package io.kobox.fs;

/** Has modprobe look for what is not there yet (request_module()). */
@FunctionalInterface
public interface ModuleRequests {
  /** Nobody to ask. */
  ModuleRequests NONE = name -> -1;

  /** 0, a negative error number, or how modprobe ended, as wait(2) has it. */
  int request(String name);
}
