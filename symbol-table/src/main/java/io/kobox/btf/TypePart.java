package io.kobox.btf;

import java.io.IOException;

/** A part of tiered types that is unpacked when it is first needed. */
public interface TypePart {
  /** The part's bytes. */
  byte[] unpack() throws IOException;
}
