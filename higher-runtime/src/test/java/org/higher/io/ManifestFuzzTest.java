package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.higher.optim.Optimizer;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests with sound checksums and random mistakes, as of programs that have the format wrong.
 *
 * <p>Whatever is asked of such a file works, or is a {@link CheckpointException} that leaves
 * everything as it was. The seed is the argument.
 */
class ManifestFuzzTest {
    private static final int SEEDS = Integer.getInteger("manifest.seeds", 10);
    private static final int ROUNDS = 25;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @TempDir Path folder;

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mistakesAreRefusedOrHarmless(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StoredContents given = new StoredContents();
        Path file = folder.resolve("run.zip");
        given.builder().save(file);
        byte[] sound = Files.readAllBytes(file);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Files.write(file, sound);
            ManifestEdits.edit(file, root -> change(root, random));
            refused += refused(file, given) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    private static boolean refused(Path file, StoredContents given) throws IOException {
        Checkpoint saved;
        try {
            saved = Checkpoint.load(file);
        } catch (CheckpointException e) {
            assertThat(e).hasMessageStartingWith(file + ": ");
            return true;
        }
        List<Runnable> calls =
                List.of(
                        () -> saved.copyInto("net", given.net.params()),
                        () -> saved.params("net", given.net.params()),
                        () -> saved.tensors("t.1-a_B"),
                        () -> saved.copyInto("t.1-a_B", given.tensors),
                        () -> saved.restore("grouped", given.grouped),
                        () -> saved.restore("untouched", given.untouched),
                        () -> saved.restore("everything", given.everything),
                        () -> saved.overrides("learned"),
                        () -> saved.copyInto("learned", given.learned),
                        () -> saved.longValue("long"),
                        () -> saved.doubleValue("double"),
                        () -> saved.doubleValue("nan"),
                        () -> saved.text("text"));
        boolean any = false;
        for (Runnable call : calls) {
            List<String> before = bits(given);
            try {
                call.run();
            } catch (CheckpointException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                assertThat(bits(given)).isEqualTo(before);
                any = true;
            }
        }
        return any;
    }

    private static List<String> bits(StoredContents given) {
        List<String> bits = new ArrayList<>();
        for (Optimizer<?> each : List.of(given.grouped, given.untouched, given.everything)) {
            bits.addAll(Bits.of(each.state()));
        }
        bits.addAll(Bits.of(given.net.parameters()));
        bits.addAll(Bits.of(given.tensors.values()));
        for (List<Tensor> values : given.learned.asMap().values()) {
            bits.addAll(Bits.of(values));
        }
        return bits;
    }

    // mistakes

    private static void change(ObjectNode root, SplittableRandom random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(root.get("entries"), containers);
            JsonNode chosen = containers.get(random.nextInt(containers.size()));
            if (chosen instanceof ObjectNode object && !object.isEmpty()) {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                change(object, names.get(random.nextInt(names.size())), random);
            } else if (chosen instanceof ArrayNode array) {
                change(array, random);
            }
        }
    }

    private static void change(ObjectNode object, String name, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name, value(random));
            case 2 -> object.set("other", object.remove(name));
            default -> object.set("more", object.get(name).deepCopy());
        }
    }

    private static void change(ArrayNode array, SplittableRandom random) {
        if (array.isEmpty() || random.nextInt(3) == 0) {
            array.add(value(random));
        } else if (random.nextBoolean()) {
            array.remove(random.nextInt(array.size()));
        } else {
            array.set(random.nextInt(array.size()), value(random));
        }
    }

    private static JsonNode value(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2 -> NODES.numberNode(random.nextInt(-2, 5));
            case 3 -> NODES.numberNode(random.nextLong());
            case 4 -> NODES.numberNode(0.5);
            case 5 -> NODES.textNode("NaN");
            case 6 -> NODES.textNode("net/first.bias.npy");
            case 7 -> NODES.arrayNode().add(1).addNull();
            case 8 -> NODES.objectNode().set("map", NODES.objectNode().put("a", 1));
            default -> NODES.objectNode().set("record", NODES.objectNode().putNull("a"));
        };
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
