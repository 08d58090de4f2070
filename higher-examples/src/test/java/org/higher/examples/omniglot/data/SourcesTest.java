package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir private Path folder;

    private static Map<String, byte[]> drawing(byte[] content) {
        return Map.of("images_background/Greek/character01/0394_01.png", content);
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(folder.resolve(name));
        }
    }

    private Sources chosen() {
        return Sources.in(folder, Optional.empty(), Optional.empty());
    }

    @Test
    void readsCharactersInOrder() throws IOException {
        byte[] png = Glyphs.png(Glyphs.paper(105));
        Path file =
                Glyphs.zip(
                        folder.resolve("images.zip"),
                        Map.of(
                                "images_x/Latin/character02/0002_01.png", png,
                                "images_x/Latin/character01/0001_02.png", png,
                                "images_x/Latin/character01/0001_01.png", png,
                                "images_x/Greek/character01/0003_01.png", png,
                                "__MACOSX/images_x/Greek/character01/._0003_01.png", new byte[5],
                                "images_x/README.txt", new byte[5]));

        List<Symbol> symbols = Sources.symbols(file);

        assertThat(symbols)
                .extracting(Symbol::name)
                .containsExactly("Greek/character01", "Latin/character01", "Latin/character02");
        assertThat(symbols).extracting(symbol -> symbol.drawings().size()).containsExactly(1, 2, 1);
    }

    @Test
    void takesTheFullPairIfBothAreThere() throws IOException {
        touch("images_background_small1.zip", "images_background_small2.zip");
        touch("images_background.zip");
        assertThat(chosen().train()).hasFileName("images_background_small1.zip");
        assertThat(chosen().test()).hasFileName("images_background_small2.zip");

        touch("images_evaluation.zip");
        assertThat(chosen().train()).hasFileName("images_background.zip");
        assertThat(chosen().test()).hasFileName("images_evaluation.zip");
    }

    @Test
    void namedArchivesComeFirst() throws IOException {
        touch("images_background_small1.zip", "images_background_small2.zip", "own.zip");
        Path own = folder.resolve("own.zip");
        Path nowhere = folder.resolve("nowhere");
        assertThat(Sources.in(nowhere, Optional.of(own), Optional.of(own)).train()).isEqualTo(own);
        Sources mixed = Sources.in(folder, Optional.empty(), Optional.of(own));
        assertThat(mixed.train()).hasFileName("images_background_small1.zip");
        assertThat(mixed.test()).hasFileName("own.zip");
    }

    /** The folder is not to blame, whatever is in it. */
    @Test
    void aNamedArchiveThatIsMissingIsNamed() throws IOException {
        Path typo = folder.resolve("typo.zip");
        assertThatThrownBy(() -> Sources.in(folder, Optional.of(typo), Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("--train-archive: " + typo + ": no such file; give one");

        touch("images_background.zip", "images_evaluation.zip");
        assertThatThrownBy(() -> Sources.in(folder, Optional.empty(), Optional.of(typo)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("--test-archive: " + typo + ": no such file; give one");
    }

    @Test
    void anEmptyFolderSaysWhatToFetch() {
        assertThatThrownBy(this::chosen)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("fetch images_background.zip and images_evaluation.zip")
                .hasMessageContaining("from https://")
                .hasMessageContaining("--data");
    }

    @Test
    void damageIsNamed() throws IOException {
        Path missing = folder.resolve("images_background.zip");
        fails(missing, missing + ": no such file; fetch images_background.zip from https://");

        fails(folder, folder + ": a folder; give the name of an archive in it");

        Path text = Files.writeString(folder.resolve("text.zip"), "Not Found");
        fails(text, text + ": no readable ZIP archive: ");

        Path empty = Glyphs.zip(folder.resolve("empty.zip"), Map.of("a.txt", new byte[1]));
        fails(empty, empty + ": holds no images_.../ALPHABET/characterNN/NNNN_MM.png; fetch");

        byte[] words = "no image".getBytes(StandardCharsets.UTF_8);
        Path noImage = Glyphs.zip(folder.resolve("words.zip"), drawing(words));
        fails(
                noImage,
                noImage + ": images_background/Greek/character01/0394_01.png: it is no image");

        byte[] small = Glyphs.png(Glyphs.paper(28));
        Path wrongSize = Glyphs.zip(folder.resolve("small.zip"), drawing(small));
        fails(
                wrongSize,
                "0394_01.png: it has 28 x 28 pixels instead of 105 x 105; fetch the archive again");

        byte[] png = Glyphs.png(Glyphs.paper(105));
        byte[] half = Arrays.copyOf(png, png.length / 2);
        fails(Glyphs.zip(folder.resolve("half.zip"), drawing(half)), "0394_01.png: ");
    }

    /** One bit of what is stored, without another checksum. */
    @Test
    void aFlippedBitIsNamed() throws IOException {
        Path file = Glyphs.archive(folder.resolve("bits.zip"), "Greek", 1, 1, 1);
        byte[] bytes = Files.readAllBytes(file);
        int name = "images_background/Greek/character01/0001_01.png".length();
        bytes[30 + name + 60] ^= 1;
        Files.write(file, bytes);

        fails(file, "character01/0001_01.png: its checksum is wrong; fetch the archive again");
    }

    private static void fails(Path archive, String message) {
        assertThatThrownBy(() -> Sources.symbols(archive))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
