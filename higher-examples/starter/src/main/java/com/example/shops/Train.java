package com.example.shops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import org.higher.MetaBatch;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Tensor;

/** Learns from many shops how to adapt to a new one, compares, and saves. */
final class Train {
    static final Path FILE = Path.of("target", "forecaster.ckpt");

    /** Inner steps in training. */
    static final int STEPS = 5;

    private static final int BATCH = 8;
    private static final int MOST_STEPS = 200;

    private final Random random = new Random(1);
    private final List<Shop> training;
    private final List<Task> validation;
    private final List<Task> test;

    private Train(List<Shop> shops) {
        List<Shop> shuffled = new ArrayList<>(shops);
        Collections.shuffle(shuffled, random);
        int fifth = shuffled.size() / 5;
        if (fifth < 2) {
            throw new IllegalArgumentException(
                    shops.size() + " shops; a fifth to choose by and a fifth to test on need 10");
        }
        shops.forEach(shop -> shop.needSales(shop.days().size()));
        test = Task.ofEach(shuffled.subList(0, fifth));
        validation = Task.ofEach(shuffled.subList(fifth, 2 * fifth));
        training = shuffled.subList(2 * fifth, shuffled.size());
    }

    public static void main(String[] args) throws IOException {
        int iterations = args.length > 0 ? Integer.parseInt(args[0]) : 600;
        new Train(Shop.read(Path.of("data", "sales.csv"))).run(iterations);
    }

    private void run(int iterations) throws IOException {
        Forecaster maml = new Forecaster(0.05, 1);
        train("meta-learning", maml.learned(), iterations, maml::adaptedLoss);
        Evaluation.Choice adapting =
                Evaluation.choose(maml, validation, MOST_STEPS, maml.rate.item());

        // The baseline: one model for all shops, fine-tuned to a new one as well as it can be.
        Forecaster common = new Forecaster(0.05, 1);
        train(
                "one model for all",
                common.net.parameters(),
                iterations,
                (task, steps) -> common.plainLoss(task));
        Evaluation.Choice tuning =
                Evaluation.choose(common, validation, MOST_STEPS, 0.003, 0.01, 0.03, 0.1);

        double[] tuned = Evaluation.errors(common, test, tuning);
        double[] adapted = Evaluation.errors(maml, test, adapting);
        double[] differences = new double[test.size()];
        Arrays.setAll(differences, i -> tuned[i] - adapted[i]);
        System.out.printf(
                Locale.ROOT,
                """

                Error of forecasts for %d new shops from %d days, in drinks a day,
                with 95%% confidence intervals

                the mean of the known days          %s
                one model for all shops, fine-tuned %s   (%d steps of %.3g)
                meta-learned                        %s   (%d steps of %.3g)
                the last is better, shop by shop, by%s
                """,
                test.size(),
                Task.KNOWN,
                Evaluation.summary(Evaluation.errorsOfMean(test)),
                Evaluation.summary(tuned),
                tuning.steps(),
                tuning.rate(),
                Evaluation.summary(adapted),
                adapting.steps(),
                adapting.rate(),
                Evaluation.summary(differences));
        maml.save(FILE, adapting.steps());
        System.out.println("saved: " + FILE);
    }

    private void train(
            String name,
            List<Tensor> learned,
            int iterations,
            BiFunction<Task, Integer, Tensor> loss) {
        Optimizer<Adam> outer = Optimizer.of(learned, new Adam(0.003));
        try (MetaBatch batch = new MetaBatch()) {
            for (int iteration = 1; iteration <= iterations; iteration++) {
                List<Task> tasks = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    tasks.add(Task.draw(training.get(random.nextInt(training.size())), random));
                }
                MetaBatch.Result result =
                        batch.mean(learned, tasks, task -> loss.apply(task, STEPS));
                outer.step(result.gradients());
                if (!Double.isFinite(result.meanLoss())) {
                    throw new IllegalStateException(
                            "%s, iteration %d: the loss is %f"
                                    .formatted(name, iteration, result.meanLoss()));
                }
                if (iteration % 100 == 0) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s, iteration %d: loss %.4f%n",
                            name,
                            iteration,
                            result.meanLoss());
                }
            }
        }
    }
}
