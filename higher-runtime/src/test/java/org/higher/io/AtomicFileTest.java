package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
