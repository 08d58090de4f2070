package org.higher.io.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpzTest {
    private static final Path TYPES = Path.of("src/test/resources/torch/types.npz");

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.npz");
    }

    @ParameterizedTest
    @CsvSource({
        "i1, FLOAT32, -128, 127",
        "u1, FLOAT32, 0, 255",
        "i2, FLOAT32, -32768, 32767",
        "u2, FLOAT32, 0, 65535",
        "i4, FLOAT64, -2147483648, 2147483647",
        "u4, FLOAT64, 0, 4294967295",
        "i8, FLOAT64, -9007199254740992, 9007199254740992",
        "u8, FLOAT64, 0, 9007199254740992",
        "f2, FLOAT32, -65504, 65504",
        "f4, FLOAT32, -9007199254740992, 9007199254740992",
        "f8, FLOAT64, -9007199254740992, 9007199254740992"
    })
    void everyTypeInBothOrders(String type, DType dtype, double low, double high)
            throws IOException {
        Map<String, Tensor> arrays = Npz.load(TYPES);
        for (String order : List.of("<", ">")) {
            Tensor array = Objects.requireNonNull(arrays.get(order + type));
            assertThat(array.dtype()).isEqualTo(dtype);
            assertThat(array.shape()).containsExactly(3);
            assertThat(array.toDoubles()).containsExactly(low, 1, high);
        }
    }

    @Test
    void halvesBooleansScalarsAndNothing() throws IOException {
        Map<String, Tensor> arrays = Npz.load(TYPES);
        float smallest = 0x1p-24f; // a subnormal
        assertThat(arrays.get("f2").toFloats())
                .containsExactly(0, 1.5f, -2.25f, 65504, smallest, -0.0f);
        assertThat(arrays.get("bool").toFloats()).containsExactly(1, 0);
        assertThat(arrays.get("scalar").shape()).isEmpty();
        assertThat(arrays.get("scalar").item()).isEqualTo(2.5);
        assertThat(arrays.get("empty").shape()).containsExactly(0, 3);
        assertThat(arrays.keySet()).startsWith("f2", "bool", "<i1", ">i1");
    }

    @Test
    void fortransOrder() throws IOException {
        Map<String, Tensor> arrays = Npz.load(TYPES);
        double[] counted = IntStream.range(0, 24).asDoubleStream().toArray();
        assertThat(arrays.get("fortran").shape()).containsExactly(2, 3, 4);
        assertThat(arrays.get("fortran").toDoubles()).isEqualTo(counted);
        assertThat(arrays.get("fortran.f8").toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void bitsComeBack() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z/ä.weight", Tensor.of(new float[] {1, -0.0f, Float.NaN}, 1, 3));
        tensors.put("a", Tensor.of(new double[] {0.1, Double.NEGATIVE_INFINITY}, 2));
        tensors.put("scalar", Tensor.scalar(7));
        tensors.put("empty", Tensor.zeros(DType.FLOAT64, 2, 0));
        tensors.put("graph", Tensor.parameter(Tensor.ones(2)).mul(3));
        Npz.save(file, tensors);
        Map<String, Tensor> loaded = Npz.load(file);
        assertThat(loaded.keySet()).containsExactlyElementsOf(tensors.keySet());
        tensors.forEach(
                (name, tensor) -> {
                    assertThat(loaded.get(name).shape()).isEqualTo(tensor.shape());
                    assertThat(loaded.get(name).dtype()).isEqualTo(tensor.dtype());
                    assertThat(loaded.get(name).toDoubles()).isEqualTo(tensor.toDoubles());
                    assertThat(loaded.get(name).requiresGrad()).isFalse();
                });
        byte[] bytes = Files.readAllBytes(file);
        Npz.save(file, tensors);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void pythonReadsThem() throws IOException, InterruptedException {
        Npz.save(file, Map.of("a.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
        String script =
                "import numpy, sys; a = numpy.load(sys.argv[1])['a.weight'];"
                        + " print(a.dtype, a.tolist())";
        Process python;
        try {
            python =
                    new ProcessBuilder("python3", "-c", script, file.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            assumeTrue(false, "no Python here");
            return;
        }
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(python.waitFor() == 0, "no NumPy here");
        assertThat(printed.strip()).isEqualTo("float32 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
    }

    // refused

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'|O'; w.npy: its elements are pickled Python objects, which could run code; save",
                "'<c8'; w.npy: its elements are of type c8; save float16, float32",
                "'<U5'; w.npy: its elements are of type U5; save",
                "'<f16'; w.npy: its elements are of type f16; save",
                "'<M8[ns]'; w.npy: its elements are of type M8[ns]; save",
                "'|f4'; w.npy: its elements are of type f4; save",
                "[('a', '<f4')]; w.npy: its elements are of type several fields; save"
            })
    void otherTypes(String descr, String message) throws IOException {
        String quoted = descr.startsWith("[") ? descr : "'" + descr + "'";
        zip(Map.of("w.npy", npy(quoted, "False", "(1,)", 4)));
        refused(message);
    }

    @Test
    void integersWithoutAnExactDouble() throws IOException {
        ByteBuffer npy = ByteBuffer.wrap(npy("'<i8'", "False", "(2,)", 16));
        npy.order(ByteOrder.LITTLE_ENDIAN).putLong(npy.capacity() - 8, (1L << 53) + 1);
        zip(Map.of("w.npy", npy.array()));
        refused("w.npy: it holds 9007199254740993, and integers beyond 2^53 have no exact double");
        npy.putLong(npy.capacity() - 8, Long.MIN_VALUE);
        zip(Map.of("w.npy", npy.array()));
        refused("w.npy: it holds -9223372036854775808, and integers beyond 2^53");
        ByteBuffer unsigned = ByteBuffer.wrap(npy("'<u8'", "False", "(2,)", 16));
        unsigned.putLong(unsigned.capacity() - 8, -1);
        zip(Map.of("w.npy", unsigned.array()));
        refused("w.npy: it holds 18446744073709551615, and integers beyond 2^53");
    }

    @Test
    void otherFiles() throws IOException {
        Files.writeString(file, "hello");
        refused("it is no file of numpy.savez: not even a ZIP file");
        zip(Map.of("archive/data.pkl", new byte[3]));
        refused(
                "it was written by torch.save, and its pickled objects could run code; write it by");
        zip(Map.of("manifest.json", new byte[3]));
        refused("it has a manifest.json: if it is a checkpoint, load it by Checkpoint.load");
        zip(Map.of("notes.txt", new byte[3]));
        refused("notes.txt is no array; write the file by numpy.savez");
        assertThatThrownBy(() -> Npz.load(folder.resolve("none.npz")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Npz.load(folder)).hasMessageContaining("it is a folder");
    }

    @Test
    void damagedFiles() throws IOException {
        zip(Map.of("w.npy", npy("'<f4'", "False", "(2,)", 4)));
        refused("w.npy: [2] does not fit the entry's size, 132: the file is damaged");
        zip(Map.of("w.npy", npy("'<f4'", "False", "(2147483647, 2147483647, 4)", 4)));
        refused("w.npy: [2147483647, 2147483647, 4] does not fit the entry's size, 132");
        zip(Map.of("w.npy", npy("'<f4'", "False", "(4294967296,)", 4)));
        refused("w.npy: its shape is (4294967296,)");
        zip(Map.of("w.npy", npy("'<f4'", "Perhaps", "(1,)", 4)));
        refused("w.npy: its header is no dictionary of an array: {'descr': '<f4'");
        zip(Map.of("w.npy", new byte[200]));
        refused("w.npy: it does not begin like a NumPy array: the file is damaged");
        Npz.save(file, Map.of("w", Tensor.ones(100)));
        byte[] sound = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(sound.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, round % 2 == 0 ? damaged : Arrays.copyOf(sound, 5 * round / 2));
            try {
                assertThat(Npz.load(file).values())
                        .allSatisfy(w -> assertThat(w.toFloats()).containsOnly(1).hasSize(100));
            } catch (WeightsException e) {
                assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void smallFilesOfMuch() throws IOException {
        zip(Map.of("w.npy", npy("'<f4'", "False", "(10000000,)", 40_000_000)));
        assertThatThrownBy(() -> Npz.load(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("claim to hold more than 32 times as much");
    }

    @Test
    void whatFilesCannotHold() {
        Map<String, Tensor> half = Map.of("\ud800", Tensor.ones(1));
        assertThatThrownBy(() -> Npz.save(file, half))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Npz.save: '")
                .hasMessageContaining("has half a character");
        Map<String, Tensor> tasks = Map.of("w", Tensor.ones(2, 3).asTasks());
        assertThatThrownBy(() -> Npz.save(file, tasks))
                .hasMessage(
                        "Npz.save: w is of 2 tasks, and files have no task axis; take it apart"
                                + " first");
        assertThat(file).doesNotExist();
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Npz.load(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    private void zip(Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    /** An array of zero bytes. */
    private static byte[] npy(String descr, String fortran, String shape, int bytes) {
        String header =
                "{'descr': %s, 'fortran_order': %s, 'shape': %s, }"
                        .formatted(descr, fortran, shape);
        byte[] start =
                "\u0093NUMPY\u0001\u0000v\u0000%-117s\n"
                        .formatted(header)
                        .getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(start, start.length + bytes);
    }

    @Test
    void namesThatZipHasNoRoomForAreRefused() throws IOException {
        Tensor one = Tensor.scalar(1);
        for (String longest : List.of("x".repeat(65_485), "é".repeat(32_742))) {
            Npz.save(file, Map.of(longest, one));
            assertThat(Npz.load(file)).containsOnlyKeys(longest);
        }
        for (String longer : List.of("x".repeat(65_486), "é".repeat(32_743), "😀".repeat(17_000))) {
            assertThatThrownBy(() -> Npz.save(file, Map.of(longer, one)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "Npz.save: the name '.*' has \\d+ bytes; the most are 65485");
        }
        assertThat(Npz.load(file)).containsOnlyKeys("é".repeat(32_742));
    }
}
