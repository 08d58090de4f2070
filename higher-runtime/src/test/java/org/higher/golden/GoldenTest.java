package org.higher.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.higher.array.Device;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendsUnderTest;
import org.higher.tensor.Backends;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reference case must come out of the generated optimizers with the reference's numbers.
 *
 * <p>The cases are JSON files of format {@code higher-golden/1}, by default those among the test
 * resources; {@code -Dhigher.golden=DIR} reads others.
 */
class GoldenTest {
    /** Other devices than the host run one case in so many: each step takes many launches there. */
    private static final int EVERY_ELSEWHERE = 4;

    private final Device before = Backends.current();

    @AfterEach
    void restoreDevice() {
        Backends.use(before);
    }

    static Stream<BackendDevice> devices() {
        return BackendsUnderTest.devicesThatFuse();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void referenceValues(BackendDevice device) throws IOException, URISyntaxException {
        Backends.use(device);
        int every = device.backend().name().equals("host") ? 1 : EVERY_ELSEWHERE;
        int index = 0;
        int passed = 0;
        List<String> failed = new ArrayList<>();
        Map<String, Integer> skipped = new TreeMap<>();
        for (Path file : files()) {
            JsonNode root = new ObjectMapper().readTree(file.toFile());
            assertThat(root.path("format").asText())
                    .as(file.toString())
                    .isEqualTo("higher-golden/1");
            for (JsonNode node : root.path("cases")) {
                // applications, such as that of the sinusoids, have a kind
                if (index++ % every != 0 && !node.has("kind")) {
                    continue;
                }
                String missing = GoldenCase.unsupported(node, root.path("problems"));
                if (!missing.isEmpty()) {
                    skipped.merge(missing, 1, Integer::sum);
                    continue;
                }
                List<String> differences = run(node, root.path("problems"));
                if (differences.isEmpty()) {
                    passed++;
                } else {
                    failed.add(node.path("id").asText() + ": " + String.join("; ", differences));
                }
            }
        }
        failed.forEach(System.out::println);
        skipped.forEach((what, count) -> System.out.println("golden: no " + what + ": " + count));
        System.out.println("golden: " + passed + " passed, " + failed.size() + " failed");
        assertThat(failed).isEmpty();
        assertThat(passed).as("cases that ran").isPositive();
    }

    private static List<String> run(JsonNode node, JsonNode problems) {
        try {
            return GoldenCase.of(node, problems).differences();
        } catch (RuntimeException e) {
            return List.of(e.toString());
        }
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        String directory = System.getProperty("higher.golden", "");
        Path golden =
                directory.isEmpty()
                        ? Path.of(GoldenTest.class.getResource("/golden").toURI())
                        : Path.of(directory);
        try (Stream<Path> all = Files.list(golden)) {
            return all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }
}
