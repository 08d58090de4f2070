package org.higher.io.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final Path TORCH = Path.of("src/test/resources/torch");

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.safetensors");
    }

    @Test
    void everyType() throws IOException {
        Map<String, Tensor> tensors = Safetensors.load(TORCH.resolve("types.safetensors"));
        assertThat(tensors.keySet())
                .containsExactly(
                        "f16", "bf16", "f32", "f64", "i8", "u8", "i16", "i32", "i64", "bool",
                        "empty");
        float[] values = {0, 1.5f, -2.25f, 65504, 0x1p-24f, -0.0f};
        assertThat(tensors.get("f16").toFloats()).isEqualTo(values);
        assertThat(tensors.get("f32").toFloats()).isEqualTo(values);
        assertThat(tensors.get("f64").toDoubles())
                .containsExactly(0, 1.5, -2.25, 65504, 0x1p-24, -0.0);
        assertThat(tensors.get("f64").shape()).containsExactly(2, 3);
        float[] brain = tensors.get("bf16").toFloats();
        assertThat(brain).startsWith(1, -3.140625f, Float.POSITIVE_INFINITY, Float.NaN);
        assertThat(brain[4]).isBetween(0.9e-40f, 1.1e-40f); // a subnormal
        assertThat(tensors.get("i8").toFloats()).containsExactly(-128, 127);
        assertThat(tensors.get("u8").toFloats()).containsExactly(0, 255);
        assertThat(tensors.get("i16").toFloats()).containsExactly(-32768, 32767);
        assertThat(tensors.get("i32").toDoubles()).containsExactly(-0x1p31, 0x1p31 - 1);
        assertThat(tensors.get("i64").item()).isEqualTo(0x1p53);
        assertThat(tensors.get("bool").toFloats()).containsExactly(1, 0);
        assertThat(tensors.get("empty").shape()).containsExactly(0, 3);
    }

    @Test
    void texts() throws IOException {
        assertThat(Safetensors.metadata(TORCH.resolve("gru.safetensors")))
                .containsExactly(Map.entry("format", "pt"));
        Safetensors.save(file, Map.of(), Map.of("a", "ä\n\""));
        assertThat(Safetensors.metadata(file)).containsExactly(Map.entry("a", "ä\n\""));
        assertThat(Safetensors.load(file)).isEmpty();
        Safetensors.save(file, Map.of());
        assertThat(Safetensors.metadata(file)).isEmpty();
    }

    @Test
    void bitsComeBackAndDoublesAreAligned() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z.\"weight\"", Tensor.of(new float[] {1, -0.0f, Float.NaN}, 1, 3));
        tensors.put("a", Tensor.of(new double[] {0.1, Double.NEGATIVE_INFINITY}, 2));
        tensors.put("none", Tensor.zeros(DType.FLOAT64, 2, 0));
        tensors.put("scalar", Tensor.scalar(7));
        tensors.put("graph", Tensor.parameter(Tensor.ones(2)).mul(3));
        Safetensors.save(file, tensors, Map.of("format", "pt"));
        Map<String, Tensor> loaded = Safetensors.load(file);
        assertThat(loaded.keySet()).containsExactlyElementsOf(tensors.keySet());
        tensors.forEach(
                (name, tensor) -> {
                    assertThat(loaded.get(name).shape()).isEqualTo(tensor.shape());
                    assertThat(loaded.get(name).dtype()).isEqualTo(tensor.dtype());
                    assertThat(loaded.get(name).toDoubles()).isEqualTo(tensor.toDoubles());
                });
        byte[] bytes = Files.readAllBytes(file);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .contains("\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]}");
    }

    @Test
    void elementsInAnotherOrderThanNames() throws IOException {
        write(
                "{\"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]},"
                        + " \"e\": {\"dtype\": \"F32\", \"shape\": [0], \"data_offsets\": [4, 4]},"
                        + " \"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [0, 4]}}  ",
                0,
                0,
                0,
                64,
                0,
                0,
                0,
                65);
        Map<String, Tensor> loaded = Safetensors.load(file);
        assertThat(loaded.keySet()).containsExactly("b", "e", "a");
        assertThat(loaded.get("a").item()).isEqualTo(2);
        assertThat(loaded.get("b").toFloats()).containsExactly(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "F32 | [2] | 0, 8 || w: its elements end at byte 8, and the file has 4 after",
                "F32 | [0] | 0, 0 || its tensors end at byte 0, and the file has 4 after the header",
                "F16 | [1] | 2, 4 || w: its elements begin at byte 2, and those before it end at 0: tensors have a gap",
                "F16 | [2] | 0, 4 | , \"v\": {\"dtype\": \"F16\", \"shape\": [1], \"data_offsets\": [2, 4]} | v: its elements begin at byte 2, and those before it end at 4: tensors overlap",
                "F32 | [1] | 0, 4 | , \"v\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]} | v: its elements begin at byte 0, and those before it end at 4: tensors overlap",
                "F32 | [1] | 0, 4 | , \"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]} | its header is no JSON: Duplicate field 'w'",
                "F32 | [2] | 0, 4 || w: F32 [2] does not fit its 4 bytes",
                "F32 | [2147483647, 2147483647, 2147483647] | 0, 4 || w: F32 [2147483647, 2147483647, 2147483647] does not fit its 4 bytes",
                "F32 | [3000000000] | 0, 4 || w: an extent is 3000000000",
                "F32 | [-1] | 0, 4 || w: an extent is -1",
                "F32 | [1.0] | 0, 4 || w: an extent is 1.0",
                "F32 | 1 | 0, 4 || w: shape is 1, no list of extents",
                "F32 | [1] | 4, 0 || w: data_offsets are [4,0], no begin and end",
                "F32 | [1] | 0 || w: data_offsets are [0], no begin and end",
                "F32 | [1] | 0, 4, 8 || w: data_offsets are [0,4,8], no begin and end",
                "F32 | [1] | -1, 3 || w: data_offsets are [-1,3], no begin and end",
                "F8_E4M3 | [4] | 0, 4 || w: its elements are of type F8_E4M3; save F16, BF16, F32",
                "F32 | [1] | 0, 4 | , \"v\": 3 | v: it has no dtype",
                "F32 | [1] | 0, 4 | , \"__metadata__\": {\"a\": 3} | __metadata__: a is no text",
                "F32 | [1] | 0, 4 | , \"__metadata__\": 3 | __metadata__ is no object",
                "F32 | [1] | 0, 4 | } { | its header is no JSON: "
            })
    void isRefused(String dtype, String shape, String offsets, String more, String message)
            throws IOException {
        write(
                "{\"w\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": [%s]}%s}"
                        .formatted(dtype, shape, offsets, more == null ? "" : more),
                0,
                0,
                0,
                0);
        refused(message);
    }

    @Test
    void otherFiles() throws IOException {
        Files.write(file, new byte[7]);
        refused("it has 7 bytes, fewer than the length of a header takes");
        Files.writeString(file, "hello, this is a text");
        refused("its header claims to have 8367736964726416744 bytes, and the most are 100000000;");
        Files.write(file, new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        refused("its header claims to have 100 bytes, and the file has 10");
        write("[]");
        refused("its header does not begin with {");
        write("");
        refused("its header does not begin with {");
        Files.write(file, new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', (byte) 0xff, '}'});
        refused("its header is not in UTF-8");
        assertThatThrownBy(() -> Safetensors.load(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Safetensors.load(folder)).hasMessageContaining("it is a folder");
    }

    /** A change in the header is noticed or without effect; there is no checksum for elements. */
    @Test
    void damagedHeaders() throws IOException {
        Safetensors.save(file, Map.of("w", Tensor.ones(9)));
        byte[] sound = Files.readAllBytes(file);
        int header = sound.length - 9 * Float.BYTES;
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
            Files.write(
                    file,
                    round % 2 == 0 ? damaged : Arrays.copyOf(sound, random.nextInt(sound.length)));
            try {
                assertThat(Safetensors.load(file).values())
                        .allSatisfy(w -> assertThat(w.size()).isBetween(9, 36));
            } catch (WeightsException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
    }

    @Test
    void whatFilesCannotHold() {
        assertThatThrownBy(() -> Safetensors.save(file, Map.of("__metadata__", Tensor.ones(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give it another name");
        assertThatThrownBy(() -> Safetensors.save(file, Map.of("\udc00", Tensor.ones(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has half a character");
        assertThatThrownBy(() -> Safetensors.save(file, Map.of(), Map.of("a", "\udc00")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has half a character");
        assertThat(file).doesNotExist();
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Safetensors.load(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    private void write(String header, int... data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length);
        bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
        for (int value : data) {
            bytes.put((byte) value);
        }
        Files.write(file, bytes.array());
    }
}
