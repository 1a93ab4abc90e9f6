package io.kobox.kernel.module;

import io.kobox.fs.OpenFile;
import io.kobox.syscalls.ErrnoException;

/** The system calls on modules: init_module, finit_module, delete_module. */
public interface ModuleCalls {
  void initModule(byte[] image, String parameters) throws ErrnoException;

  void finitModule(OpenFile file, String parameters, int flags) throws ErrnoException;

  void deleteModule(String name, int flags) throws ErrnoException;
}
