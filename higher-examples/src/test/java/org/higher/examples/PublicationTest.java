package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the POMs tell of what is published. */
class PublicationTest {
    private static final String ROOT = "pom.xml";
    private static final String BOM = "higher-runtime/bom/pom.xml";

    @Test
    void theBomHasWhatIsPublished() throws Exception {
        List<String> published =
                modules()
                        .filter(
                                m ->
                                        !m.startsWith("higher-examples")
                                                && !BOM.equals(m + "/pom.xml"))
                        .map(PublicationTest::artifact)
                        .toList();
        assertThat(texts(BOM, "//dependencyManagement//artifactId"))
                .containsExactlyElementsOf(published);
    }

    @Test
    void examplesAreNotPublished() throws Exception {
        List<String> examples =
                modules()
                        .filter(m -> m.startsWith("higher-examples"))
                        .map(PublicationTest::artifact)
                        .toList();
        assertThat(texts(ROOT, "//excludeArtifact")).containsExactlyElementsOf(examples);
    }

    @Test
    void thePomSaysWhatMavenCentralAsksFor() throws Exception {
        for (String element :
                List.of(
                        "name",
                        "description",
                        "url",
                        "licenses/license/name",
                        "developers/developer/name",
                        "scm/url",
                        "scm/connection")) {
            assertThat(texts(ROOT, "/project/" + element)).as(element).hasSize(1);
        }
    }

    private static Stream<String> modules() throws Exception {
        return texts(ROOT, "/project/modules/module").stream();
    }

    private static String artifact(String module) {
        try {
            return texts(module + "/pom.xml", "/project/artifactId").get(0);
        } catch (Exception failure) {
            throw new AssertionError(module, failure);
        }
    }

    private static List<String> texts(String pom, String path) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Path.of("..", pom).toFile());
        NodeList found =
                (NodeList)
                        XPathFactory.newInstance()
                                .newXPath()
                                .evaluate(path, document, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent().strip())
                .toList();
    }
}
