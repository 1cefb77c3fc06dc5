// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class HtmlReportTest {
  private final String page = HtmlReport.page(RunReports.hostile());

  @Test
  void page_textsThatLookLikeTags_areText() throws Exception {
    assertThat(page).doesNotContain("<script").contains("&lt;script&gt;");
    String body = body().getDocumentElement().getTextContent();
    int there = body.split(Pattern.quote(RunReports.TAG), -1).length - 1;
    assertThat(there).isGreaterThanOrEqualTo(10); // title to environment
  }

  @Test
  void page_needsNothingElse() {
    assertThat(page)
        .doesNotContain("http://", "https://", "src=", "href=", "url(", "@import")
        .contains("default-src 'none'");
  }

  @Test
  void page_hasFiguresPicturesAndTables() throws Exception {
    Document body = body();
    assertThat(body.getElementsByTagName("svg").getLength()).isEqualTo(5);
    assertThat(body.getElementsByTagName("polyline").item(0).getAttributes().getNamedItem("points"))
        .extracting(Object::toString)
        .asString()
        .doesNotContain("NaN");
    assertThat(page).contains("95 % interval", "0.125000 to 0.750000", "data.train", "-2.50000");
  }

  @Test
  void text_controlCharacters_areReplaced() {
    assertThat(Markup.escaped("a\u001b[31m\u0000\ud800b\n"))
        .isEqualTo("a\ufffd[31m\ufffd\ufffdb\n");
  }

  @Test
  void svg_logarithmicAxis_hasPowersOfTen() {
    var line = new LineChart.Polyline("x", List.of(new double[] {0, 1}, new double[] {1, 1000}));
    assertThat(LineChart.fitted("t", "a", "u", line).svg()).contains(">10<", ">100<", ">1000<");
    var small = new LineChart.Polyline("x", List.of(new double[] {0, 1e-9}, new double[] {1, 1}));
    assertThat(LineChart.fitted("t", "a", "u", small).svg()).contains(">1e-8<", ">0.01<");
    var flat = new LineChart.Polyline("x", List.of(new double[] {0, 5}, new double[] {1, 5}));
    assertThat(LineChart.fitted("t", "a", "u", flat).svg()).doesNotContain("NaN", "Infinity");
  }

  /** The body is XML, so that a parser finds a tag that is not closed. */
  private Document body() throws Exception {
    String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
    var factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(body)));
  }
}
