package io.kobox.lib;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;

/** lib/uuid.c. */
@Leaf
public final class UuidExports {
  private static final int EINVAL = 22;
  private static final int TEXT_LENGTH = 36;

  private final GuestMemory memory;
  private final RandomSource random;

  public UuidExports(GuestMemory memory, RandomSource random) {
    this.memory = memory;
    this.random = random;
  }

  // const guid_t guid_null
  @KernelData(type = "guid_t")
  public void guid_null(long address) {
    memory.fill(address, 16, (byte) 0);
  }

  // const uuid_t uuid_null
  @KernelData(type = "uuid_t")
  public void uuid_null(long address) {
    memory.fill(address, 16, (byte) 0);
  }

  // void generate_random_uuid(unsigned char uuid[16])
  @KernelExport(aliases = "uuid_gen")
  public void generate_random_uuid(long uuid) {
    randomBytes(uuid, 6);
  }

  // void generate_random_guid(unsigned char guid[16])
  @KernelExport(aliases = "guid_gen")
  public void generate_random_guid(long guid) {
    randomBytes(guid, 7);
  }

  /** Random bytes, with the DCE variant and, in the byte at {@code versionAt}, version 4. */
  private void randomBytes(long address, int versionAt) {
    memory.putLong(address, random.next());
    memory.putLong(address + 8, random.next());
    mask(address + versionAt, 0x0f, 0x40);
    mask(address + 8, 0x3f, 0x80);
  }

  private void mask(long address, int kept, int set) {
    memory.putByte(address, (byte) ((memory.getByte(address) & kept) | set));
  }

  // bool uuid_is_valid(const char *uuid)
  @KernelExport
  public boolean uuid_is_valid(long uuid) {
    for (int i = 0; i < TEXT_LENGTH; i++) {
      int c = memory.getByte(uuid + i) & 0xff;
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !Ctype.isXdigit(c)) {
        return false;
      }
    }
    return true;
  }

  // int uuid_parse(const char *uuid, uuid_t *u)
  @KernelExport
  public int uuid_parse(long uuid, long u) {
    return parse(uuid, u, BytesFormat.UUID_INDEX);
  }

  // int guid_parse(const char *uuid, guid_t *u)
  @KernelExport
  public int guid_parse(long uuid, long u) {
    return parse(uuid, u, BytesFormat.GUID_INDEX);
  }

  private int parse(long uuid, long target, int[] index) {
    if (!uuid_is_valid(uuid)) {
      return -EINVAL;
    }
    long at = uuid;
    for (int i = 0; i < 16; i++) {
      if (memory.getByte(at) == '-') {
        at++;
      }
      int high = Character.digit(memory.getByte(at), 16);
      int low = Character.digit(memory.getByte(at + 1), 16);
      memory.putByte(target + index[i], (byte) (high << 4 | low));
      at += 2;
    }
    return 0;
  }
}
