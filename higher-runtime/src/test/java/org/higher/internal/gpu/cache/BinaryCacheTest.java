package org.higher.internal.gpu.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {
    private final String before = System.getProperty(BinaryCache.PROPERTY, "");

    @TempDir Path folder;

    @BeforeEach
    void useAFolder() {
        System.setProperty(BinaryCache.PROPERTY, folder.toString());
    }

    @AfterEach
    void useTheFormerFolder() {
        System.setProperty(BinaryCache.PROPERTY, before);
    }

    @Test
    void keysDependOnAllTextsAndOnWhereOneEnds() {
        assertThat(
                        List.of(
                                BinaryCache.key("a", "b"),
                                BinaryCache.key("ab", ""),
                                BinaryCache.key("ab"),
                                BinaryCache.key("b", "a")))
                .doesNotHaveDuplicates()
                .allSatisfy(key -> assertThat(key).matches("[0-9a-f]{64}"));
        assertThat(BinaryCache.key("a", "b")).isEqualTo(BinaryCache.key("a", "b"));
    }

    @Test
    void whatIsWrittenIsRead() {
        BinaryCache.write("driver", "key", new byte[] {1, 2, 3});

        assertThat(BinaryCache.read("driver", "key")).contains(new byte[] {1, 2, 3});
        assertThat(BinaryCache.read("driver", "other")).isEmpty();
        assertThat(BinaryCache.read("other", "key")).isEmpty();
    }

    @Test
    void aFileThatWasCutOffIsNone() throws IOException {
        BinaryCache.write("driver", "key", new byte[100]);
        Path file = folder.resolve("driver").resolve("key");
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 32, 33, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(BinaryCache.read("driver", "key")).isEmpty();
        }
    }

    @Test
    void nothingUnfinishedIsLeft() throws IOException {
        BinaryCache.write("driver", "key", new byte[] {1});
        BinaryCache.write("driver", "key", new byte[] {2});

        assertThat(BinaryCache.read("driver", "key")).contains(new byte[] {2});
        try (Stream<Path> files = Files.list(folder.resolve("driver"))) {
            assertThat(files).hasSize(1);
        }
    }

    /** A folder that can't be made is as good as none. */
    @Test
    void thereNeedNotBeAPlace() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (String place : List.of("none", file.toString())) {
            System.setProperty(BinaryCache.PROPERTY, place);
            BinaryCache.write("driver", "key", new byte[] {1});
            assertThat(BinaryCache.read("driver", "key")).isEmpty();
        }
    }
}
