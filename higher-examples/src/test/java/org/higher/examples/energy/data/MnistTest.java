package org.higher.examples.energy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.higher.data.DataException;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    private static final int AREA = Digits.SIDE * Digits.SIDE;

    @TempDir private Path folder;

    @Test
    void fourFilesAreTheWholeDatabase() throws IOException {
        Digits train = TestDigits.bars(7, 1);
        Digits test = TestDigits.bars(3, 2);
        TestDigits.write(train, folder, "train");
        TestDigits.write(test, folder, "t10k");

        Mnist read = Mnist.read(folder);

        assertThat(read.train().labels()).containsExactly(train.labels());
        assertThat(read.train().pixels()).containsExactly(train.pixels());
        assertThat(read.test().labels()).containsExactly(test.labels());
        assertThat(read.withTrain(4).train().count()).isEqualTo(4);
        assertThat(read.withTrain(40).train().count()).isEqualTo(7);
    }

    @Test
    void testFilesAloneAreDivided() throws IOException {
        Digits all = TestDigits.bars(10, 1);
        TestDigits.write(all, folder, "t10k");

        Mnist read = Mnist.read(folder);

        assertThat(read.train().labels()).containsExactly(Arrays.copyOf(all.labels(), 8));
        assertThat(read.test().labels()).containsExactly(Arrays.copyOfRange(all.labels(), 8, 10));
        assertThat(read.test().pixels())
                .containsExactly(Arrays.copyOfRange(all.pixels(), 8 * AREA, 10 * AREA));
    }

    @Test
    void aMissingFileIsNamedWithTheRemedy() throws IOException {
        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder + ": no t10k-images-idx3-ubyte.gz; fetch the four")
                .hasMessageEndingWith("into it, or give their folder by --data");

        TestDigits.write(TestDigits.bars(10, 1), folder, "t10k");
        TestDigits.write(TestDigits.bars(10, 1), folder, "train");
        Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));

        assertThatThrownBy(() -> Mnist.read(folder))
                .hasMessageContaining(folder + ": no train-labels-idx1-ubyte.gz; fetch");
    }

    @Test
    void asManyLabelsAsImagesAreWanted() throws IOException {
        TestDigits.write(TestDigits.bars(10, 1), folder, "t10k");
        Path labels = folder.resolve("t10k-labels-idx1-ubyte.gz");
        TestDigits.write(labels, TestDigits.idx(new byte[9], 9));

        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("t10k-images-idx3-ubyte.gz")
                                + " has 10 images, "
                                + labels
                                + " 9 labels; fetch both files from one place");
    }

    @Test
    void aLabelIsADigit() throws IOException {
        TestDigits.write(TestDigits.bars(2, 1), folder, "t10k");
        Path labels = folder.resolve("t10k-labels-idx1-ubyte.gz");
        TestDigits.write(labels, TestDigits.idx(new byte[] {9, (byte) 200}, 2));

        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(labels + ": label 1 is 200 and no digit; fetch the file again");
    }

    @Test
    void imagesAreOfTheSizeOfMnist() throws IOException {
        TestDigits.write(TestDigits.bars(2, 1), folder, "t10k");
        Path images = folder.resolve("t10k-images-idx3-ubyte.gz");
        TestDigits.write(images, TestDigits.idx(new byte[2 * 28 * 14], 2, 28, 14));

        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(images + ": images of 28 x 14 pixels; MNIST has 28 x 28");
    }

    @Test
    void oneImageCannotBeDivided() throws IOException {
        TestDigits.write(TestDigits.bars(1, 1), folder, "t10k");

        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("-ubyte.gz: 1 images; there must be 2 at least");
    }

    @Test
    void digitsAreChosenByPosition() {
        Digits all = TestDigits.bars(5, 1);

        Digits some = all.at(3, 0);

        assertThat(some.labels()).containsExactly(all.labels()[3], all.labels()[0]);
        assertThat(some.pixels())
                .startsWith(Arrays.copyOfRange(all.pixels(), 3 * AREA, 4 * AREA))
                .endsWith(Arrays.copyOf(all.pixels(), AREA));
    }

    @Test
    void theRealImagesAreNormalized() {
        Tensor images = TestDigits.real().train().images();

        assertThat(images.shape()).containsExactly(images.size(0), 1, 28, 28);
        double mean = images.mean().item();
        assertThat(mean).isCloseTo(0, within(0.03));
        assertThat(Math.sqrt(images.sub(mean).square().mean().item())).isCloseTo(1, within(0.03));
    }
}
