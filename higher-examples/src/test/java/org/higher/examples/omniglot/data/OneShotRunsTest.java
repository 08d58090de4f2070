package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.higher.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneShotRunsTest {
    private static final int SIZE = Drawing.EXTENT * Drawing.EXTENT;

    @TempDir private Path folder;

    /** Test image i is of class (7 i + 3) mod 20, and as dark as that. */
    private Map<String, byte[]> run(String name) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < OneShotRuns.WAYS; i++) {
            int of = (7 * i + 3) % OneShotRuns.WAYS;
            String item = String.format("%s/test/item%02d.png", name, i + 1);
            files.put(item, gray(of));
            files.put(String.format("%s/training/class%02d.png", name, i + 1), gray(i));
            pairs.append(item);
            pairs.append(String.format(" %s/training/class%02d.png\n", name, of + 1));
        }
        files.put(name + "/class_labels.txt", pairs.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static byte[] gray(int shade) throws IOException {
        BufferedImage image = new BufferedImage(105, 105, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 105 * 105; i++) {
            image.setRGB(i % 105, i / 105, 0x010101 * (255 - shade));
        }
        return Glyphs.png(image);
    }

    private static int shade(Episode.Examples examples, int image) {
        return Math.round(255 * examples.images().toFloats()[image * SIZE]);
    }

    @Test
    void everyTestImageHasTheClassOfItsTrainingImage() throws IOException {
        Map<String, byte[]> files = run("run01");
        files.putAll(run("run02"));

        List<Episode> episodes =
                OneShotRuns.read(Glyphs.zip(folder.resolve("all_runs.zip"), files));

        assertThat(episodes).hasSize(2);
        for (Episode episode : episodes) {
            for (int i = 0; i < OneShotRuns.WAYS; i++) {
                assertThat(episode.support().labels()[i]).isEqualTo(i);
                assertThat(shade(episode.support(), i)).isEqualTo(i);
                assertThat(episode.query().labels()[i]).isEqualTo(shade(episode.query(), i));
            }
        }
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path none = Glyphs.zip(folder.resolve("none.zip"), Map.of("a.txt", new byte[1]));
        fails(none, "holds no run01/class_labels.txt and so on; fetch all_runs.zip from https://");

        Map<String, byte[]> files = run("run01");
        files.remove("run01/test/item05.png");
        fails(
                Glyphs.zip(folder.resolve("image.zip"), files),
                "run01/test/item05.png is missing; fetch the archive again");

        files = run("run01");
        byte[] labels = files.get("run01/class_labels.txt");
        String text = new String(labels, StandardCharsets.UTF_8);
        String shorter = text.substring(text.indexOf('\n') + 1);
        files.put("run01/class_labels.txt", shorter.getBytes(StandardCharsets.UTF_8));
        fails(
                Glyphs.zip(folder.resolve("line.zip"), files),
                "run01/class_labels.txt pairs 19 test with 19 training images instead of 20");
    }

    private static void fails(Path archive, String message) {
        assertThatThrownBy(() -> OneShotRuns.read(archive))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
