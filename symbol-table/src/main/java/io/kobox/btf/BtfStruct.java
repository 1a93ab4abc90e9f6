package io.kobox.btf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A struct or union with the places of its members. */
public final class BtfStruct {
  /** More than any struct of a kernel has, with those of its anonymous members. */
  private static final int MOST_MEMBERS = 100_000;

  private final Btf btf;
  private final int id;
  private final BtfType.Composite type;

  BtfStruct(Btf btf, int id, BtfType.Composite type) {
    this.btf = btf;
    this.id = id;
    this.type = type;
  }

  /** The type's id. */
  public int id() {
    return id;
  }

  /** Its name, "" if it is anonymous. */
  public String name() {
    return type.name();
  }

  /** Whether it is a union. */
  public boolean isUnion() {
    return type.union();
  }

  /** Its size in bytes. */
  public long size() {
    return Integer.toUnsignedLong(type.size());
  }

  /** The members as declared, anonymous ones as they are. */
  public List<BtfType.Member> members() {
    return List.copyOf(type.members());
  }

  /** Whether there is such a member. */
  public boolean hasField(String path) {
    return findField(path) != null;
  }

  /**
   * The member {@code path}: a name, names joined by dots for structs inside, {@code name[3]} for
   * elements of arrays. Members of anonymous structs and unions are found by their own name.
   *
   * @throws NoSuchTypeException if there is none
   */
  public BtfField field(String path) {
    BtfField field = findField(path);
    if (field == null) {
      throw new NoSuchTypeException(
          (isUnion() ? "union " : "struct ") + name() + " has no member " + path);
    }
    return field;
  }

  /** The member {@code path}, or null. */
  public @Nullable BtfField findField(String path) {
    BtfField found = new BtfField("", id, 0, 0, size());
    int start = 0;
    while (start <= path.length()) {
      int dot = path.indexOf('.', start);
      int end = dot < 0 ? path.length() : dot;
      BtfField next = step(found, path.substring(start, end), path);
      if (next == null) {
        return null;
      }
      found = next;
      start = end + 1;
    }
    return found;
  }

  private @Nullable BtfField step(BtfField outer, String word, String path) {
    int bracket = word.indexOf('[');
    String member = bracket < 0 ? word : word.substring(0, bracket);
    BtfField found =
        member.isEmpty() ? null : new Search(member, path).in(outer.type(), outer.bitOffset(), 0);
    return found == null || bracket < 0 ? found : element(found, word.substring(bracket));
  }

  /** The search for a member, through anonymous members; bounded, for types may be hostile. */
  private final class Search {
    private final String name;
    private final String path;
    private int seen;

    Search(String name, String path) {
      this.name = name;
      this.path = path;
    }

    @Nullable BtfField in(int structId, long bitOffset, int depth) {
      if (depth > Btf.DEEPEST
          || !(btf.type(btf.resolve(structId)) instanceof BtfType.Composite composite)) {
        return null;
      }
      for (BtfType.Member member : composite.members()) {
        long at = bitOffset + Integer.toUnsignedLong(member.bitOffset());
        if (member.name().equals(name)) {
          return new BtfField(path, member.type(), at, member.bitSize(), btf.sizeOf(member.type()));
        }
        if (++seen > MOST_MEMBERS) {
          return null;
        }
        if (member.name().isEmpty()) {
          BtfField inside = in(member.type(), at, depth + 1);
          if (inside != null) {
            return inside;
          }
        }
      }
      return null;
    }
  }

  /** The element of an array that {@code indexes} ("[1][2]") names. */
  private @Nullable BtfField element(BtfField array, String indexes) {
    BtfField found = array;
    int start = 0;
    while (start < indexes.length()) {
      int end = indexes.indexOf(']', start);
      if (indexes.charAt(start) != '['
          || end < 0
          || !(btf.type(btf.resolve(found.type())) instanceof BtfType.Array type)) {
        return null;
      }
      int index = index(indexes.substring(start + 1, end));
      long size = btf.sizeOf(type.element());
      if (index < 0 || index >= type.count()) {
        return null;
      }
      found =
          new BtfField(found.path(), type.element(), found.bitOffset() + index * size * 8, 0, size);
      start = end + 1;
    }
    return found;
  }

  private static int index(String digits) {
    int value = 0;
    for (int i = 0; i < digits.length() && i < 9; i++) {
      int digit = Character.digit(digits.charAt(i), 10);
      if (digit < 0) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return digits.isEmpty() || digits.length() > 9 ? -1 : value;
  }
}
