package io.uploadlens.benchmark.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/** Results to one side, progress to the other. */
public final class JsonLines {

  private final PrintWriter out;
  private final PrintWriter err;

  public JsonLines(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A line of the result. */
  public void line(ObjectNode line) {
    out.println(line);
    out.flush();
  }

  /** Something for the person who waits. */
  public void progress(String text) {
    err.println(text);
    err.flush();
  }
}
