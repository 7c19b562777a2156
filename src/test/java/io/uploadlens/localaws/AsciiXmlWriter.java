package io.uploadlens.localaws;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Escapes XML text so that it is ASCII.
 *
 * <p>local-s3 announces the length of a listing in characters and sends it in UTF-8: a key with an
 * umlaut cuts the listing short. In ASCII the two are one.
 */
final class AsciiXmlWriter extends FilterWriter {

  private char high;

  AsciiXmlWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int c) throws IOException {
    char one = (char) c;
    if (Character.isHighSurrogate(one)) {
      high = one;
      return;
    }
    if (Character.isLowSurrogate(one)) {
      reference(Character.toCodePoint(high, one));
    } else if (one > 126 || one == '<' || one == '>' || one == '&') {
      reference(one);
    } else {
      out.write(one);
    }
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(text[i]);
    }
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(text.charAt(i));
    }
  }

  private void reference(int codePoint) throws IOException {
    out.write("&#" + codePoint + ";");
  }
}
