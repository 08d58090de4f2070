package org.higher.processor.twin.nd4j.methods;

import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page has the methods of the table, and no others. */
class ArrayMethodsTest {
    private static final Path PAGE = Path.of("../docs/nd4j-classes.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INDArray",
                "BooleanIndexing",
                "Transforms",
                "NDNN",
                "NDMath",
                "NDLinalg",
                "Nd4j"
            })
    void areOnThePage(String owner) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("| of `" + owner + "`");
        String table = page.substring(start, page.indexOf("\n\n", start));
        Set<String> shown = new TreeSet<>();
        for (String row : table.lines().skip(2).toList()) {
            Matcher name = NAME.matcher(row.split("\\|")[1]);
            while (name.find()) {
                shown.add(name.group(1));
            }
        }
        Set<String> known =
                ArrayMethods.rows().stream()
                        .filter(r -> r.owner().endsWith("." + owner))
                        .map(ArrayMethod::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertWithMessage(owner).that(shown).isEqualTo(known);
    }
}
