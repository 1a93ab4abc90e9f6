package io.kobox.btf;

/** The type records of one kernel or one module, by id. */
sealed interface TypeRecords permits PlainRecords, TieredRecords {
  /** The first id; those below belong to the base. */
  int firstId();

  /** The id after the last. */
  int endId();

  /** The kind of {@code id}, which is one of these. */
  BtfKind kind(int id);

  /** Decodes type {@code id}, which is one of these. */
  BtfType decode(int id);

  /** The id of the type of {@code kind} called {@code name}, or 0. */
  int find(BtfKind kind, String name);

  /** The enumerators of all enums. */
  EnumeratorIndex enumerators();

  /** The strings with the offsets that split BTF refers to. */
  SectionStrings sectionStrings() throws BtfException;
}
