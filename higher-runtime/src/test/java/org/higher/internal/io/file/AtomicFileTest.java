package org.higher.internal.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    @Test
    void aFailureLeavesTheOldFileAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(
                        () ->
                                AtomicFile.write(
                                        file,
                                        out -> {
                                            out.write(NEW);
                                            throw new IOException("disk full");
                                        }))
                .hasMessage("disk full");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    /** As it is on the disk if the process dies there. */
    @Test
    void untilAllIsWrittenTheOldFileIsThere() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        AtomicFile.write(
                file,
                out -> {
                    out.write(NEW);
                    out.flush();
                    assertThat(file).hasContent("old");
                    assertThat(files()).hasSize(2);
                });
        assertThat(file).hasContent("new");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFile.write(link, out -> out.write(NEW));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void whatALinkLeadsToMayBeALinkOrMissing() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path missing = other.resolve("file");
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("other/file"));
        Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
        for (int i = 0; i < 2; i++) {
            byte[] contents = {(byte) i};
            AtomicFile.write(first, out -> out.write(contents));
            assertThat(first).isSymbolicLink();
            assertThat(second).isSymbolicLink();
            assertThat(Files.readAllBytes(missing)).isEqualTo(contents);
        }
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> AtomicFile.write(loop, out -> out.write(NEW)))
                .isInstanceOf(FileSystemLoopException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw-rw-", "rwxr-x---", "r--r--r--"})
    void permissionsAreKept(String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assumeTrue(Files.isWritable(file)); // else it is refused
        AtomicFile.write(
                file,
                out -> {
                    out.write(NEW);
                    for (Path each : files()) {
                        assertThat(permissions(each)).isEqualTo(permissions);
                    }
                });
        assertThat(permissions(file)).isEqualTo(permissions);
        assertThat(file).hasContent("new");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** What a killed process left is removed; what another is writing, or has written, is not. */
    @Test
    void abandonedDraftsAreRemoved() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Process writer = writer(file);
        List<Path> others =
                List.of(
                        Files.writeString(folder.resolve(".file.old.tmp"), "mine"),
                        Files.writeString(
                                folder.resolve(".fi." + UUID.randomUUID() + ".tmp"), "another's"));
        Path draft =
                files().stream()
                        .filter(f -> !f.equals(file) && !others.contains(f))
                        .findFirst()
                        .orElseThrow();
        AtomicFile.write(file, out -> out.write(NEW));
        assertThat(draft).exists();

        writer.destroyForcibly().waitFor();
        assertThat(draft).exists();
        AtomicFile.write(
                file,
                out -> {
                    out.write(NEW);
                    // Nor is it removed by another thread that writes the same file.
                    AtomicFile.write(file, inner -> inner.write(NEW));
                });

        assertThat(files()).containsExactlyInAnyOrder(file, others.get(0), others.get(1));
        assertThat(file).hasContent("new");
    }

    private static Process writer(Path file) throws IOException {
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Writer.class.getName(),
                                file.toString())
                        .start();
        assertThat(writer.getInputStream().read()).isEqualTo('!'); // it is writing now
        return writer;
    }

    /** Never comes to an end of writing. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            AtomicFile.write(
                    Path.of(args[0]),
                    out -> {
                        out.write(NEW);
                        System.out.print('!');
                        System.out.flush();
                        System.in.read();
                    });
        }
    }

    @Test
    void ofManyThatWriteAtOnceOneWins() throws Exception {
        Path file = folder.resolve("file");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] contents = new byte[100_000];
                Arrays.fill(contents, (byte) i);
                all.add(
                        threads.submit(
                                () -> {
                                    AtomicFile.write(file, out -> out.write(contents));
                                    return file;
                                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        byte[] written = Files.readAllBytes(file);
        byte[] first = new byte[100_000];
        Arrays.fill(first, written[0]);
        assertThat(written).isEqualTo(first);
        assertThat(files()).containsExactly(file);
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        assertThatThrownBy(() -> AtomicFile.write(folder, out -> out.write(NEW)))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(folder + ": it is a folder; give the name of a file");
        assertThatThrownBy(() -> AtomicFile.write(Path.of("/dev/null"), out -> out.write(NEW)))
                .hasMessage("/dev/null: it is a device or a pipe; give the name of a file");
        assertThat(files()).isEmpty();
    }

    /** Linux has a device for it: what is written to it finds no room. */
    @Test
    void aFullDiskIsNamed() throws IOException {
        Path full = Path.of("/dev/full");
        Path file = folder.resolve("file");
        assumeTrue(Files.exists(full));
        try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> AtomicFile.writeTo(file, channel, out -> out.write(NEW)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            file
                                    + ": No space left on device; it is as it was. Make room, or"
                                    + " give another folder");
        }
    }

    /** As long as systems allow, of which the draft's is made. */
    @Test
    void aNameMayBeLong() throws IOException {
        Path file = folder.resolve("x".repeat(255));
        AtomicFile.write(file, out -> out.write(NEW));
        assertThat(files()).containsExactly(file);
    }

    @Test
    void theFolderMustBeThere() {
        Path file = folder.resolve("missing").resolve("file");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(NEW)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(
                        file + ": there is no folder " + file.getParent() + "; create it first");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
