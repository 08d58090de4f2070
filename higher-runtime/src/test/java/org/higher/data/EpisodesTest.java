package org.higher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.higher.data.Sinusoids.Sinusoid;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Labelled data and the episodes drawn from it. */
class EpisodesTest {
    private static final int CLASSES = 7;
    private static final int PER_CLASS = 6;

    /** Each image says in its corner which class and which example it is. */
    private static LabeledData numbered() {
        LabeledData.Builder data = LabeledData.builder(1, 2, 2);
        for (int c = 0; c < CLASSES; c++) {
            for (int i = 0; i < PER_CLASS; i++) {
                data.add("class " + c, c, i, 0, 0);
            }
        }
        return data.build();
    }

    @Test
    void anEpisodeHasDistinctClassesAndDistinctExamples() {
        EpisodeSampler sampler = EpisodeSampler.of(numbered()).ways(4).shots(2).queries(3).seed(5);
        for (Episode episode : sampler.batch(11, 50)) {
            assertThat(episode.support().count()).isEqualTo(8);
            assertThat(episode.query().count()).isEqualTo(12);
            assertThat(episode.support().labels()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
            float[] support = episode.support().inputs().toFloats();
            float[] query = episode.query().inputs().toFloats();
            Set<Float> classes = new HashSet<>();
            for (int way = 0; way < 4; way++) {
                float name = support[way * 2 * 4];
                classes.add(name);
                Set<Float> examples = new HashSet<>();
                for (int k = 0; k < 2; k++) {
                    assertThat(support[(way * 2 + k) * 4]).isEqualTo(name);
                    examples.add(support[(way * 2 + k) * 4 + 1]);
                }
                for (int k = 0; k < 3; k++) {
                    assertThat(query[(way * 3 + k) * 4]).isEqualTo(name);
                    examples.add(query[(way * 3 + k) * 4 + 1]);
                }
                assertThat(examples).hasSize(5);
            }
            assertThat(classes).hasSize(4);
        }
    }

    @Test
    void everyClassIsDrawnAboutAsOftenAndInEveryPlace() {
        EpisodeSampler sampler = EpisodeSampler.of(numbered()).ways(2).shots(1).queries(1);
        int[][] counts = new int[2][CLASSES];
        for (Episode episode : sampler.batch(0, 3500)) {
            float[] support = episode.support().inputs().toFloats();
            counts[0][(int) support[0]]++;
            counts[1][(int) support[4]]++;
        }
        // 500 expected, standard deviation 21
        assertThat(Arrays.stream(counts).flatMapToInt(IntStream::of).boxed())
                .hasSize(2 * CLASSES)
                .allSatisfy(n -> assertThat(n).isBetween(400, 600));
    }

    @Test
    void stepsDecideAloneWhatIsDrawn() {
        EpisodeSampler sampler = EpisodeSampler.of(numbered()).ways(3).queries(2).seed(9);
        assertThat(inputs(sampler.batch(3, 4))).isEqualTo(inputs(sampler.batch(3, 4)));
        assertThat(inputs(sampler.batch(3, 4))).isNotEqualTo(inputs(sampler.batch(4, 4)));
        assertThat(inputs(sampler.batch(3, 4))).isNotEqualTo(inputs(sampler.seed(8).batch(3, 4)));
    }

    private static List<String> inputs(List<Episode> episodes) {
        return episodes.stream()
                .map(e -> Arrays.toString(e.support().inputs().toFloats()))
                .toList();
    }

    @Test
    void tooManyWaysOrShotsAreErrors() {
        EpisodeSampler sampler = EpisodeSampler.of(numbered());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.ways(8).queries(1).batch(0, 1))
                .withMessage(
                        "EpisodeSampler: 8 ways of 7 classes; give fewer ways or more classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.shots(4).queries(3).batch(0, 1))
                .withMessage(
                        "EpisodeSampler: 4 shots and 3 queries of class class 0, which has 6"
                                + " examples; give fewer of them, or leave the class out by"
                                + " select");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.ways(1))
                .withMessage("EpisodeSampler: 1 ways; give 2 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.queries(1).batch(0, 0))
                .withMessage("EpisodeSampler: 0 episodes; give 1 or more");
    }

    @Test
    void rotatedImagesAreClassesOfTheirOwn() {
        LabeledData data = LabeledData.builder(1, 2, 2).add("a", 1, 2, 3, 4).build();
        LabeledData all = data.withRotations();
        assertThat(all.classCount()).isEqualTo(4);
        assertThat(all.name(2)).isEqualTo("a rotated by 180");
        assertThat(all.example(0, 0)).containsExactly(1, 2, 3, 4);
        assertThat(all.example(1, 0)).containsExactly(2, 4, 1, 3);
        assertThat(all.example(2, 0)).containsExactly(4, 3, 2, 1);
        assertThat(all.example(3, 0)).containsExactly(3, 1, 4, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                LabeledData.builder(2, 3)
                                        .add("a", new float[6])
                                        .build()
                                        .withRotations())
                .withMessageContaining("[2, 3] are no square images");
    }

    @Test
    void dataComesFromATensorWithLabels() {
        LabeledData data = LabeledData.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2), 9, 4, 9);
        assertThat(data.classCount()).isEqualTo(2);
        assertThat(data.name(0)).isEqualTo("4");
        assertThat(data.count(1)).isEqualTo(2);
        assertThat(data.example(1, 1)).containsExactly(5, 6);
        assertThat(data.examples().labels()).containsExactly(0, 1, 1);
        assertThat(data.examples().inputs().toFloats()).containsExactly(3, 4, 1, 2, 5, 6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabeledData.of(Tensor.zeros(2, 2), 1))
                .withMessageContaining("[2, 2] with 1 labels");
        assertThatThrownBy(() -> data.example(1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("LabeledData: example 2 of 9, which has 2");
    }

    @Test
    void aSplitSharesNoClass() {
        LabeledData.Split split = numbered().split(3, 1);
        Set<String> names = new HashSet<>();
        for (LabeledData part : List.of(split.first(), split.second())) {
            for (int c = 0; c < part.classCount(); c++) {
                assertThat(names.add(part.name(c))).isTrue();
            }
        }
        assertThat(names).hasSize(CLASSES);
        assertThatIllegalArgumentException().isThrownBy(() -> numbered().split(7, 1));
    }

    @Test
    void lossAndAccuracyOfStackedTasksAreThoseOfEach() {
        List<Episode> tasks = EpisodeSampler.of(numbered()).ways(3).queries(2).batch(0, 2);
        List<Examples> each = tasks.stream().map(Episode::query).toList();
        Examples all = each.get(0).stack(each);
        assertThat(all.taskCount()).isEqualTo(2);
        List<Tensor> logits =
                List.of(
                        Tensor.of(
                                new float[] {3, 1, 0, 1, 1, 0, 0, 2, 1, 5, 0, 0, 0, 0, 1, 1, 2, 3},
                                6,
                                3),
                        Tensor.of(
                                new float[] {
                                    0, 1, 0, 0, 1, 0, 0, 2, 1, 0, 3, 0, 0, 0, 1, 1, 2, Float.NaN
                                },
                                6,
                                3));
        assertThat(each.get(0).accuracy(logits.get(0))).isEqualTo(5 / 6.0);
        assertThat(each.get(1).accuracy(logits.get(1))).isEqualTo(3 / 6.0);
        assertThat(all.accuracy(Tensor.stackTasks(logits))).isEqualTo(8 / 12.0);
        List<Tensor> losses = all.crossEntropy(Tensor.stackTasks(logits)).unstackTasks();
        assertThat(losses.get(0).item())
                .isEqualTo(each.get(0).crossEntropy(logits.get(0)).item(), within(1e-7));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.crossEntropy(logits.get(0)))
                .withMessageContaining("of 0 tasks; give [6, 3] and 2 tasks");
    }

    @Test
    void pointsLieOnTheirCurve() {
        List<Sinusoid> tasks = Sinusoids.of().shots(5).queries(20).seed(3).batch(2, 30);
        for (Sinusoid task : tasks) {
            assertThat(task.amplitude()).isBetween(0.1, 5.0);
            assertThat(task.phase()).isBetween(0.0, Math.PI);
            assertThat(task.support().count()).isEqualTo(5);
            float[] x = task.query().inputs().toFloats();
            float[] y = task.query().targets().toFloats();
            for (int i = 0; i < x.length; i++) {
                assertThat((double) x[i]).isBetween(-5.0, 5.0);
                assertThat((double) y[i])
                        .isEqualTo(task.amplitude() * Math.sin(x[i] + task.phase()), within(1e-6));
            }
            assertThat(task.query().mse(task.query().targets()).item()).isZero();
        }
        Points both = tasks.get(0).support().stack(tasks.stream().map(Sinusoid::support).toList());
        assertThat(both.inputs().taskCount()).isEqualTo(30);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> both.stack(List.of(tasks.get(0).query(), both)))
                .withMessageContaining("have the same shapes");
    }

    /** No number is drawn again, in its own step, another one, or with another seed. */
    @Test
    void stepsAndSeedsShareNoDraws() {
        Set<Float> seen = new HashSet<>();
        int drawn = 0;
        for (int seed = 0; seed < 3; seed++) {
            for (long step : new long[] {-1, 0, 1, 2, 3, 4, 1L << 40}) {
                for (Sinusoid task : Sinusoids.of().shots(10).seed(seed).batch(step, 10)) {
                    for (float x : task.support().inputs().toFloats()) {
                        seen.add(x);
                        drawn++;
                    }
                }
            }
        }
        // of 2100 floats, two are the same by chance once in a while
        assertThat(seen).hasSizeGreaterThan(drawn - 10);
    }

    @Test
    void generatedDataAreTheSameForASeedAndOtherwiseDiffer() {
        LabeledData signs = SyntheticData.drawnSigns(4, 3, 12, 1);
        assertThat(signs.shape()).containsExactly(1, 12, 12);
        assertThat(signs.example(3, 2))
                .isEqualTo(SyntheticData.drawnSigns(4, 3, 12, 1).example(3, 2))
                .isNotEqualTo(SyntheticData.drawnSigns(4, 3, 12, 2).example(3, 2))
                .isNotEqualTo(signs.example(3, 1));
        double ink = 0;
        for (float pixel : signs.example(0, 0)) {
            assertThat(pixel).isBetween(0f, 1f);
            ink += pixel;
        }
        assertThat(ink).isGreaterThan(2);
        LabeledData clusters = SyntheticData.gaussianClusters(3, 2, 5, 0, 1);
        assertThat(clusters.example(1, 0)).isEqualTo(clusters.example(1, 1)).hasSize(5);
        LabeledData spirals = SyntheticData.twoSpirals(40, 0, 1);
        for (int i = 0; i < 40; i++) {
            float[] point = spirals.example(1, i);
            double radius = Math.hypot(point[0], point[1]);
            double angle = 3 * Math.PI * radius + Math.PI;
            assertThat((double) point[0]).isEqualTo(radius * Math.cos(angle), within(1e-5));
        }
    }

    @Test
    void episodesAreSerializable() throws IOException, ClassNotFoundException {
        Episode episode = EpisodeSampler.of(numbered()).ways(2).queries(1).batch(0, 1).get(0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(episode);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Episode read = (Episode) in.readObject();
            assertThat(read.query().inputs().toFloats())
                    .isEqualTo(episode.query().inputs().toFloats());
        }
    }

    @Test
    void examplesThatDoNotFitAreErrors() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.of(Tensor.zeros(2, 3), 2, 0, 2))
                .withMessage("Examples: label 2 of input 1 is not in [0, 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.of(Tensor.zeros(2, 3), 2, 0))
                .withMessageContaining("[2, 3] with 1 labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Points.of(Tensor.zeros(2, 3), Tensor.zeros(3, 1)))
                .withMessageContaining("inputs [2, 3] with targets [3, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Episode(
                                        Examples.of(Tensor.zeros(1, 3), 2, 0),
                                        Examples.of(Tensor.zeros(1, 3), 3, 0)))
                .withMessageContaining("2 classes in the support set and 3 in the query set");
    }
}
