package com.example.thermometer;

import io.kobox.device.Bus;
import io.kobox.device.DeviceModel;
import io.kobox.device.InterruptLine;
import io.kobox.device.Region;

/** The thermometer that thermometer.c is the driver of: what its data sheet would say. */
public final class Thermometer implements DeviceModel, Region {
  private static final long ADDRESS = 0xfed80000L;
  private static final int SIZE = 0x20;
  private static final int LINE = 5;
  private static final int ID = 0x4d524854;
  private static final int START = 1;
  private static final int READY = 1;
  private static final int ALARM = 2;
  private static final long MEASURING = 10_000_000;

  private Bus bus;
  private InterruptLine line;
  private int temperature = 21_500;
  private boolean broken;
  private int status;
  private int value;
  private int limit = Integer.MAX_VALUE;

  @Override
  public void plug(Bus newBus) {
    bus = newBus;
    bus.memory(ADDRESS, SIZE, this);
    line = bus.interrupt(LINE);
  }

  @Override
  public long read(long offset, int size) {
    return switch ((int) offset) {
      case 0x00 -> ID;
      case 0x08 -> status;
      case 0x0c -> value;
      case 0x10 -> limit;
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int size, long written) {
    switch ((int) offset) {
      case 0x04 -> {
        if ((written & START) != 0 && !broken) {
          bus.after(MEASURING, this::measured);
        }
      }
      case 0x08 -> {
        status &= (int) ~written;
        if (status == 0) {
          line.lower();
        }
      }
      case 0x10 -> limit = (int) written;
      default -> {}
    }
  }

  private void measured() {
    value = temperature;
    status |= value > limit ? READY | ALARM : READY;
    line.raise();
  }

  /** How hot it is, in thousandths of a degree. */
  public void setTemperature(int thousandths) {
    temperature = thousandths;
  }

  /** A broken one never gets ready. */
  public void setBroken(boolean broken) {
    this.broken = broken;
  }

  @Override
  public void set(String knob, String value) {
    switch (knob) {
      case "temperature" -> setTemperature(Integer.parseInt(value));
      case "broken" -> setBroken(value.equals("1"));
      default -> DeviceModel.super.set(knob, value);
    }
  }
}
