package io.kobox.device;

/** A PCI function's message signalled interrupt, MSI: one message, which a driver may turn on. */
public interface MessageInterrupt {
  /** Whether the driver's kernel wants messages; a device then leaves its pin alone. */
  boolean isOn();

  /** Sends the message: one interrupt. Not turned on, or not master of the bus, nothing happens. */
  void send();
}
