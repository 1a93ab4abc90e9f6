package io.kobox.shell.lab;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/** Markdown as lines of a terminal. */
final class MarkdownText extends AbstractVisitor {
  private static final String CODE_INDENT = "    ";

  private final Style style;
  private final int columns;
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder inline = new StringBuilder();
  private String indent = "";
  private String marker = "";
  private int ordinal;

  private MarkdownText(Style style, int columns) {
    this.style = style;
    this.columns = columns;
  }

  /** The lines of {@code markdown}, at most {@code columns} wide, but for code. */
  static List<String> lines(String markdown, Style style, int columns) {
    MarkdownText text = new MarkdownText(style, columns);
    Parser.builder().build().parse(markdown).accept(text);
    while (!text.lines.isEmpty() && text.lines.getLast().isEmpty()) {
      text.lines.removeLast();
    }
    return text.lines;
  }

  private String inlineOf(Node block) {
    inline.setLength(0);
    visitChildren(block);
    return inline.toString();
  }

  private void line(String text) {
    String start = marker.isEmpty() ? indent : marker;
    marker = "";
    lines.add((start + text).stripTrailing());
  }

  /** An empty line between blocks, never two. */
  private void gap() {
    if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
      lines.add("");
    }
  }

  private void wrap(String text) {
    for (String part : text.split("\n", -1)) {
      StringBuilder line = new StringBuilder();
      for (String word : part.split(" +", -1)) {
        if (!line.isEmpty()
            && indent.length() + Style.width(line.toString()) + 1 + Style.width(word) > columns) {
          line(line.toString());
          line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
      line(line.toString());
    }
  }

  @Override
  public void visit(Heading heading) {
    gap();
    line(style.bold("#".repeat(heading.getLevel()) + " " + inlineOf(heading)));
    gap();
  }

  @Override
  public void visit(Paragraph paragraph) {
    wrap(inlineOf(paragraph));
    if (!(paragraph.getParent() instanceof ListItem) || paragraph.getNext() != null) {
      gap();
    }
  }

  @Override
  public void visit(FencedCodeBlock code) {
    code(code.getLiteral());
  }

  @Override
  public void visit(IndentedCodeBlock code) {
    code(code.getLiteral());
  }

  private void code(String literal) {
    gap();
    literal.stripTrailing().lines().forEach(each -> line(CODE_INDENT + each));
    gap();
  }

  @Override
  public void visit(BulletList list) {
    visitChildren(list);
    gap();
  }

  @Override
  public void visit(OrderedList list) {
    int outer = ordinal;
    Integer start = list.getMarkerStartNumber();
    ordinal = start == null ? 1 : start;
    visitChildren(list);
    ordinal = outer;
    gap();
  }

  @Override
  public void visit(ListItem item) {
    String outer = indent;
    String bullet = item.getParent() instanceof OrderedList ? ordinal++ + ". " : "- ";
    marker = outer + bullet;
    indent = outer + " ".repeat(bullet.length());
    visitChildren(item);
    indent = outer;
  }

  @Override
  public void visit(BlockQuote quote) {
    String outer = indent;
    indent = outer + "| ";
    visitChildren(quote);
    indent = outer;
    gap();
  }

  @Override
  public void visit(ThematicBreak rule) {
    gap();
    line("-".repeat(Math.max(1, columns - indent.length())));
    gap();
  }

  @Override
  public void visit(Text text) {
    inline.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    inline.append(style.code(code.getLiteral()));
  }

  @Override
  public void visit(Emphasis emphasis) {
    inline.append(style.italic(nested(emphasis)));
  }

  @Override
  public void visit(StrongEmphasis strong) {
    inline.append(style.bold(nested(strong)));
  }

  @Override
  public void visit(Link link) {
    String text = nested(link);
    inline.append(text);
    if (!text.equals(link.getDestination())) {
      inline.append(" (").append(link.getDestination()).append(')');
    }
  }

  private String nested(Node node) {
    int before = inline.length();
    visitChildren(node);
    String text = inline.substring(before);
    inline.setLength(before);
    return text;
  }

  @Override
  public void visit(SoftLineBreak lineBreak) {
    inline.append(' ');
  }

  @Override
  public void visit(HardLineBreak lineBreak) {
    inline.append('\n');
  }
}
