package org.higher.examples.omniglot.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.higher.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are damaged, or made to do harm. */
class ImagesTest {
    private static final String NAME = "images_background/Greek/character01/0394_01.png";

    @TempDir private Path folder;

    private void fails(Map<String, byte[]> files, String message) throws IOException {
        fails(Glyphs.zip(folder.resolve("images.zip"), files), message);
    }

    private static void fails(Path file, String message) {
        assertThatThrownBy(() -> Sources.symbols(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message)
                .hasMessageEndingWith("; fetch the archive again from " + Sources.URL);
    }

    @Test
    void anArchiveThatInflatesIsRefused() throws IOException {
        byte[] paper = Glyphs.png(Glyphs.paper(105));
        fails(
                Map.of(NAME, paper, "README", new byte[1 << 25]),
                "bytes claim to hold more than 32 times as much");
        fails(Map.of(NAME, new byte[1 << 20]), NAME + ": it has 1048576 bytes, more than 65536");
    }

    /** The size is refused before there is memory for the pixels. */
    @Test
    void anImageThatClaimsToBeLargeIsRefused() throws IOException {
        byte[] png = Glyphs.png(Glyphs.paper(105));
        for (int extent : new int[] {100_000, Integer.MAX_VALUE, 0}) {
            byte[] claims = png.clone();
            ByteBuffer header = ByteBuffer.wrap(claims);
            header.putInt(16, extent).putInt(20, extent);
            CRC32 sum = new CRC32();
            sum.update(claims, 12, 17);
            header.putInt(29, (int) sum.getValue());
            fails(Map.of(NAME, claims), NAME + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../Greek/character01/0394_01.png",
                "/etc/Greek/character01/0394_01.png",
                "a/../character01/0394_01.png",
                "C:/Greek/character01/0394_01.png",
                "a\\..\\character01\\0394_01.png",
                "a/Gr\nek/character01/0394_01.png"
            })
    void aNameThatLeadsOutIsRefused(String name) throws IOException {
        byte[] paper = Glyphs.png(Glyphs.paper(105));
        fails(
                Map.of(NAME, paper, name, paper),
                "'" + name.replace('\n', '?') + "' is no name in an archive");
    }

    @Test
    void aNameTwiceIsRefused() throws IOException {
        byte[] paper = Glyphs.png(Glyphs.paper(105));
        String other = NAME.replace("_01.png", "_02.png");
        Path file = Glyphs.zip(folder.resolve("images.zip"), Map.of(NAME, paper, other, paper));
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        Files.write(file, bytes.replace(other, NAME).getBytes(ISO_8859_1));
        fails(file, NAME + " is there twice");
    }

    @Test
    void moreFilesThanThereAreDrawingsAreRefused() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i <= 100_000; i++) {
            files.put("n" + i, new byte[0]);
        }
        fails(files, "holds 100001 files, more than 100000");
    }

    /** A changed name would make a drawing one of another character, and has no checksum. */
    @Test
    void aChangedNameIsNoticed() throws IOException {
        Path file = Glyphs.archive(folder.resolve("images.zip"), "Greek", 3, 2, 1);
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        String old = "character01/0001_01.png";
        String other = "character03/0001_01.png";
        int first = bytes.indexOf(old);
        int last = bytes.lastIndexOf(old);
        assertThat(last).isGreaterThan(first);
        for (int at : new int[] {first, last}) {
            String changed = bytes.substring(0, at) + other + bytes.substring(at + old.length());
            Files.write(file, changed.getBytes(ISO_8859_1));
            fails(file, "is not in the directory at the end");
        }
    }

    /** Any bit of a small archive: it is refused, or says what it always did. */
    @Test
    void damageIsNoticedOrWithoutEffect() throws IOException {
        Path file = Glyphs.archive(folder.resolve("images.zip"), "Greek", 2, 1, 1);
        byte[] sound = Files.readAllBytes(file);
        String contents = contents(file);
        SplittableRandom random = new SplittableRandom(1);
        int noticed = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(sound.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try {
                assertThat(contents(file)).isEqualTo(contents);
            } catch (DataException refused) {
                assertThat(refused).hasMessageStartingWith(file.toString());
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(150);
    }

    private static String contents(Path file) {
        StringBuilder text = new StringBuilder();
        for (Symbol symbol : Sources.symbols(file)) {
            ByteArrayOutputStream drawings = new ByteArrayOutputStream();
            symbol.drawings().forEach(drawing -> drawings.writeBytes(drawing.bytes()));
            text.append(symbol.name()).append(drawings.toString(ISO_8859_1));
        }
        return text.toString();
    }
}
