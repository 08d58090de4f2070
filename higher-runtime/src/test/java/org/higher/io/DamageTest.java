package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that have been cut off, overwritten or mixed up. */
class DamageTest {
    /** Each with {@link #ROUNDS} damaged files of every kind; more by {@code -Ddamage.seeds}. */
    private static final int SEEDS = Integer.getInteger("damage.seeds", 10);

    private static final int ROUNDS = 40;

    /** Allocated in an attempt to load a file of three kilobytes, garbage included. */
    private static final long MOST_BYTES = 40 << 20;

    @TempDir Path folder;
    private Path file;
    private byte[] sound;
    private String contents;

    /** A parameter for the optimizer whose state is in the file. */
    private final Tensor weight = Tensor.parameter(Tensor.of(new float[] {1, 2, 3}, 3));

    private final Optimizer<Adam> optimizer = Optimizer.of(List.of(weight), new Adam(0.1));

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("run.zip");
        weight.square().sum().backward();
        optimizer.step();
        Checkpoint.builder()
                .params("model", model().params())
                .optimizer("o", optimizer)
                .overrides("learned", Overrides.of(DifferentiableSgd.LR, Tensor.scalar(0.1)))
                .number("iteration", 3)
                .number("loss", 0.5)
                .text("note", "hello")
                .save(file);
        sound = Files.readAllBytes(file);
        contents = contents();
    }

    private String contents() throws IOException {
        return contents(Checkpoint.load(file));
    }

    private String contents(Checkpoint saved) {
        return saved.names()
                + saved.tensors("model").keySet().toString()
                + Bits.of(saved.tensors("model").values())
                + Bits.of(saved.optimizerState("o", optimizer))
                + saved.overrides("learned").asMap().keySet()
                + Bits.of(saved.overrides("learned").asMap().values().iterator().next())
                + saved.longValue("iteration")
                + saved.doubleValue("loss")
                + saved.text("note");
    }

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isNoticedOrWithoutEffect(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int noticed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            for (byte[] damaged : damaged(random)) {
                Files.write(file, damaged);
                noticed += isNoticed() ? 1 : 0;
            }
        }
        assertThat(noticed).isGreaterThan(2 * ROUNDS);
    }

    /** One bit, one byte, a block, a cut at either end, a missing, a doubled and a moved piece. */
    private List<byte[]> damaged(SplittableRandom random) {
        int n = sound.length;
        int at = random.nextInt(n);
        int count = 1 + random.nextInt(n - at);
        List<byte[]> damaged = new ArrayList<>();
        byte[] bit = sound.clone();
        bit[at] ^= (byte) (1 << random.nextInt(8));
        damaged.add(bit);
        byte[] other = sound.clone();
        other[at] = (byte) random.nextInt(256);
        damaged.add(other);
        byte[] zeros = sound.clone();
        Arrays.fill(zeros, at, at + count, (byte) 0);
        damaged.add(zeros);
        damaged.add(Arrays.copyOf(sound, at));
        damaged.add(Arrays.copyOfRange(sound, at, n));
        damaged.add(joined(Arrays.copyOf(sound, at), Arrays.copyOfRange(sound, at + count, n)));
        damaged.add(joined(Arrays.copyOf(sound, at + count), Arrays.copyOfRange(sound, at, n)));
        byte[] moved = sound.clone();
        int from = random.nextInt(n - count + 1);
        System.arraycopy(sound, from, moved, at, count);
        damaged.add(moved);
        return damaged;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /**
     * Whether the file is refused, and nothing has changed; if not, it says what it always did.
     *
     * <p>The values before are those of another step.
     */
    private boolean isNoticed() throws IOException {
        weight.assign(Tensor.of(new float[] {7, 8, 9}, 3));
        OptimizerState state = optimizer.state();
        long before = allocated();
        try {
            Checkpoint saved = Checkpoint.load(file);
            saved.restoreAll(
                    all ->
                            all.copyInto("model", model().params())
                                    .restore("o", optimizer)
                                    .copyInto("learned", Map.of()));
            return fail("there is no model of this name");
        } catch (CheckpointException e) {
            assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContainingAny("null");
            assertThat(weight.toFloats()).containsExactly(7, 8, 9);
            assertThat(optimizer.state()).isEqualTo(state);
            assertThat(allocated() - before).as("bytes").isLessThan(MOST_BYTES);
        }
        try {
            assertThat(contents()).isEqualTo(contents);
            return false;
        } catch (CheckpointException e) {
            assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContainingAny("null");
            return true;
        }
    }

    /** By this thread, since it began. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private FunctionalModelsScale model() {
        return FunctionalModelsScale.of(new Models.Scale(weight, Tensor.zeros(DType.FLOAT64, 5)));
    }

    /** Every byte of a tensor: no wrong number gets through. */
    @Test
    void aFlippedBitInATensorIsAlwaysNoticed() throws IOException {
        int start = indexOf("NUMPY");
        for (int at = start; at < start + 100; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(file, damaged);
            assertThatThrownBy(this::contents)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("model/weight.npy: ")
                    .hasMessageEndingWith(": the file is damaged; go back to an earlier one");
        }
    }

    private int indexOf(String text) {
        return new String(sound, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void otherFilesAreNoCheckpoints() throws IOException {
        Files.writeString(file, "hello");
        refused("it is no checkpoint: not even a ZIP file");
        Files.write(file, new byte[0]);
        refused("it is no checkpoint: not even a ZIP file");
        Files.write(file, Arrays.copyOf(sound, sound.length - 30));
        refused("the file is damaged; go back to an earlier one: it begins like a checkpoint");
        Files.write(file, sound);
        ManifestEdits.editFiles(file, files -> files.remove("manifest.json"));
        refused("it is a ZIP file without manifest.json: either no checkpoint, or a damaged one");
        Files.delete(file);
        assertThatThrownBy(this::contents)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void filesOfTensorsAreComparedWithTheManifest() throws IOException {
        editTensor(files -> files.remove("model/weight.npy"));
        refused("model/weight.npy is missing: the file is damaged");
        editTensor(files -> files.put("model/weight.npy", new byte[3]));
        refused("model/weight.npy: it ends too early: the file is damaged");
        editTensor(files -> files.put("model/weight.npy", new byte[300]));
        refused("model/weight.npy: it does not begin like a NumPy array: the file is damaged");
        editTensor(files -> files.put("model/weight.npy", files.get("model/offset.npy")));
        refused("model/weight.npy: it is FLOAT64 [5], and FLOAT32 [3] in the manifest: ");
        editTensor(files -> files.merge("model/weight.npy", new byte[4], DamageTest::joined));
        refused("model/weight.npy: [3] does not fit the entry's size, 144: the file is damaged");
        editTensor(files -> replace(files, "<f4", "<i4"));
        refused("model/weight.npy: it is no row-major array of float32 or float64: {'descr'");
        editTensor(files -> replace(files, "False", "True "));
        refused("model/weight.npy: it is no row-major array of float32 or float64: {'descr'");
    }

    private static void replace(Map<String, byte[]> files, String old, String text) {
        Charset latin = StandardCharsets.ISO_8859_1;
        String npy = new String(files.get("model/weight.npy"), latin);
        files.put("model/weight.npy", npy.replace(old, text).getBytes(latin));
    }

    private void editTensor(Consumer<Map<String, byte[]>> change) throws IOException {
        Files.write(file, sound);
        ManifestEdits.editFiles(file, change);
    }

    private void refused(String message) {
        assertThatThrownBy(this::contents)
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": " + message);
    }
}
