package org.higher.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small files that claim to be large, or would fill memory when they are read. */
class BombTest {
    private static final String EMPTY = manifest("");

    @TempDir Path folder;

    /** What is in a file, and what it is refused for. */
    record Bomb(String name, String message, Writer writer) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Writer {
        void write(Path file) throws IOException;
    }

    static Stream<Bomb> bombs() {
        String much = "bytes claim to hold more than 32 times as much: the file is damaged";
        return Stream.of(
                new Bomb(
                        "a size of four gigabytes",
                        much,
                        file -> {
                            zip(file, manifest(tensor("t", 1 << 30)), out -> put(out, "t", 64, 0));
                            claim(file, "t", 0xFFFFFFF0L);
                        }),
                new Bomb(
                        "a tensor of zeros, compressed",
                        much,
                        file ->
                                zip(
                                        file,
                                        manifest(tensor("t", 1 << 24)),
                                        out -> put(out, "t", 1 << 26, 0))),
                new Bomb(
                        "a manifest of blanks, compressed",
                        much,
                        file -> zip(file, EMPTY + " ".repeat(1 << 25), out -> {})),
                new Bomb(
                        "a manifest of empty arrays, compressed",
                        much,
                        file -> zip(file, "{\"x\": [" + "[],".repeat(1 << 23) + "[]]}", out -> {})),
                new Bomb(
                        "many entries of a megabyte",
                        much,
                        file ->
                                zip(
                                        file,
                                        EMPTY,
                                        out -> {
                                            for (int i = 0; i < 40; i++) {
                                                put(out, "e" + i, 1 << 20, 0);
                                            }
                                        })),
                new Bomb(
                        "an entry of more than it says",
                        "manifest.json: ",
                        file -> {
                            zip(file, EMPTY + " ".repeat(1 << 24), out -> {});
                            claim(file, "manifest.json", EMPTY.length());
                        }),
                new Bomb(
                        "nested brackets",
                        "manifest.json: not JSON: Document nesting depth",
                        file -> zip(file, "[".repeat(1 << 20), out -> {})),
                new Bomb(
                        "nested brackets in a state",
                        "manifest.json: not JSON: Document nesting depth",
                        file ->
                                zip(
                                        file,
                                        manifest(
                                                "\"o\": {\"kind\": \"optimizer\", \"groups\":"
                                                        + " [[{\"state\": "
                                                        + "[".repeat(5000)
                                                        + "]".repeat(5000)
                                                        + "}]]}"),
                                        out -> {})),
                new Bomb(
                        "nested names that are long",
                        "manifest.json: not JSON: Document nesting depth",
                        file ->
                                zip(
                                        file,
                                        manifest(
                                                "\"o\": {\"kind\": \"optimizer\", \"groups\":"
                                                        + " [[{\"state\": "
                                                        + ("{\"map\": {\"" + "k".repeat(1000))
                                                                .concat("\": ")
                                                                .repeat(600)
                                                        + "1"
                                                        + "}}".repeat(600)
                                                        + "}]]}"),
                                        out -> {})),
                new Bomb(
                        "one tensor in 20,000 places",
                        "manifest.json: m: p1: t is the file of another tensor, too; ",
                        file -> {
                            StringBuilder places = new StringBuilder();
                            for (int i = 0; i < 20_000; i++) {
                                places.append(i == 0 ? "" : ",")
                                        .append("\"p" + i + "\": " + reference("t", 1 << 18));
                            }
                            String model = "\"m\": {\"kind\": \"params\", \"parameters\": {";
                            zip(
                                    file,
                                    manifest(model + places + "}}"),
                                    out -> put(out, "t", (1 << 20) + 128, 1));
                        }),
                new Bomb(
                        "an extent that overflows",
                        "t: ",
                        file ->
                                zip(
                                        file,
                                        manifest(
                                                "\"m\": {\"kind\": \"params\", \"parameters\":"
                                                        + " {\"p\": {\"tensor\": \"t\", \"dtype\":"
                                                        + " \"float32\", \"shape\": [2147483647,"
                                                        + " 2147483647, 2147483647, 4]}}}"),
                                        out -> put(out, "t", 300, 0))));
    }

    private static String manifest(String entries) {
        return "{\"format\": \"higher-checkpoint/1\", \"entries\": {" + entries + "}}";
    }

    private static String tensor(String file, int count) {
        return "\"m\": {\"kind\": \"params\", \"parameters\": {\"p\": "
                + reference(file, count)
                + "}}";
    }

    private static String reference(String file, int count) {
        return String.format(
                "{\"tensor\": \"%s\", \"dtype\": \"float32\", \"shape\": [%d]}", file, count);
    }

    interface More {
        void writeTo(ZipOutputStream zip) throws IOException;
    }

    private static void zip(Path file, String manifest, More more) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(manifest.getBytes(UTF_8));
            more.writeTo(zip);
        }
    }

    /** A NumPy array of so many bytes with its header, of equal elements, or of no order. */
    private static void put(ZipOutputStream zip, String name, int bytes, int factor)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        byte[] header =
                String.format(
                                "\u0093NUMPY\u0001\u0000v\u0000%-117s\n",
                                "{'descr': '<f4', 'fortran_order': False, 'shape': ("
                                        + Math.max(0, bytes - 128) / 4
                                        + ",), }")
                        .getBytes(ISO_8859_1);
        zip.write(header, 0, Math.min(bytes, header.length));
        byte[] block = new byte[1 << 16];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (factor * (i * i * 31 >> 5));
        }
        for (int left = bytes - header.length; left > 0; left -= block.length) {
            zip.write(block, 0, Math.min(left, block.length));
        }
    }

    /** Overwrites the size of an entry in the directory at the end. */
    private static void claim(Path file, String name, long size) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] expected = name.getBytes(UTF_8);
        for (int at = 0; at < bytes.length - 46; at++) {
            if (buffer.getInt(at) == 0x02014b50
                    && Arrays.equals(
                            expected, Arrays.copyOfRange(bytes, at + 46, at + 46 + expected.length))
                    && buffer.getShort(at + 28) == expected.length) {
                buffer.putInt(at + 24, (int) size);
            }
        }
        Files.write(file, bytes);
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void isRefused(Bomb bomb) throws IOException {
        Path file = folder.resolve("bomb.zip");
        bomb.writer().write(file);
        assertThatThrownBy(() -> Checkpoint.load(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(bomb.message());
    }

    /** All of them again, and a heap of 48 megabytes for all of Java. */
    @Test
    void takesLittleMemory() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx48m",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Child.class.getName()));
        int next = 0;
        for (Bomb bomb : bombs().toList()) {
            Path file = folder.resolve("bomb" + next++ + ".zip");
            bomb.writer().write(file);
            command.add(file.toString());
        }
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        child.getInputStream().transferTo(printed);
        assertThat(child.waitFor()).as(printed.toString(UTF_8)).isZero();
    }

    /** Loads files that should all be refused. */
    static final class Child {
        public static void main(String[] files) {
            for (String file : files) {
                try {
                    Checkpoint.load(Path.of(file));
                    throw new AssertionError(file + " was read");
                } catch (CheckpointException refused) {
                    if (refused.getCause() instanceof OutOfMemoryError full) {
                        throw new AssertionError(file, full);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
