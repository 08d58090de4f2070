package org.higher.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingChecksTest {
    private static final Pattern NAME = Pattern.compile("\"(higher\\.[a-z0-9.]+)\"");

    @Test
    void everyPropertyThatIsReadIsKnown() throws IOException {
        SortedSet<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher names = NAME.matcher(Files.readString(file));
                while (!file.endsWith("SettingChecks.java") && names.find()) {
                    read.add(names.group(1));
                }
            }
        }

        assertThat(SettingChecks.names()).isEqualTo(read);
    }

    @Test
    void allSettingsAreOnThePage() throws IOException {
        assertThat(Files.readString(Path.of("../docs/backends.md")))
                .contains(
                        SettingChecks.names().stream()
                                .filter(name -> !name.equals("higher.fused.least"))
                                .filter(name -> !name.equals("higher.poison"))
                                .toList());
    }

    @Test
    void aMisspeltNameIsAWarning() {
        assertThat(SettingChecks.warnings(given("higher.thread", "1")))
                .containsExactly(
                        "-Dhigher.thread is no setting and changes nothing; there are"
                                + " higher.backend, higher.compile, higher.cuda.cudnn,"
                                + " higher.cuda.libraries, higher.cuda.tf32, higher.fused.least,"
                                + " higher.gpu.share, higher.kernel.cache, higher.opencl.clblast,"
                                + " higher.poison, higher.threads");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "higher.version",
                "higher.data",
                "higher.fuzz",
                "higher.golden",
                "higher.update",
                "higher.test.backends",
                "highest",
                "org.higher.thing"
            })
    void whatIsOfABuildOrAnotherProgramIsLeftAlone(String name) {
        assertThat(SettingChecks.warnings(given(name, "1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "higher.cuda.cudnn",
                "higher.cuda.tf32",
                "higher.opencl.clblast",
                "higher.poison"
            })
    void aTruthValueIsOne(String name) {
        assertThat(SettingChecks.warnings(given(name, "false"))).isEmpty();
        assertThatCode(() -> SettingChecks.warnings(given(name, ""))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingChecks.warnings(given(name, "yes")))
                .withMessage("-D" + name + "=yes: give true or false");
    }

    @Test
    void aNumberIsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingChecks.warnings(given("higher.fused.least", "few")))
                .withMessage("-Dhigher.fused.least=few: give a whole number");
    }

    @Test
    void numbersOfThreadsAndWaysToRunAreLookedAtBeforeTheyAreNeeded() {
        assertThat(SettingChecks.warnings(given("higher.threads", "2"))).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingChecks.warnings(given("higher.threads", "two")))
                .withMessage(
                        "-Dhigher.threads=two: give 1 to 9999, or leave it out for as many as there"
                                + " are processors");
        assertThat(SettingChecks.warnings(given("higher.compile", "off"))).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingChecks.warnings(given("higher.compile", "of")))
                .withMessage("-Dhigher.compile=of: give auto, always or off");
    }

    private static Properties given(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }
}
