/** seq_file: files that show a sequence of records (fs/seq_file.c). */
@NullMarked
package io.kobox.fs.seq;

import org.jspecify.annotations.NullMarked;
