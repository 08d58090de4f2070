package org.higher.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.functional.testing.TwinCheck;
import org.higher.optim.UpdateRule;
import org.higher.optim.testing.RuleCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Compiles made-up models and rules with the processor, and runs what it accepts.
 *
 * <p>{@code -Dhigher.fuzz=3000 -Dhigher.fuzz.seed=7} tries more, and others.
 */
@DisplayName("Code that was made up")
class FuzzTest {
    private static final int COUNT = Integer.getInteger("higher.fuzz", 60);
    private static final long SEED = Long.getLong("higher.fuzz.seed", 20240601);

    /** As many as javac compiles in one go. */
    private static final int BATCH = 60;

    /** How many are to have a piece that may well be refused. */
    private static final double RISK = 0.35;

    /** What a twin says of a model that holds tensors where only its objects show. */
    private static final String REFUSED_LATE = "leads to a tensor that its twin could not replace";

    private interface Grammar {
        String write(String packageName, RandomGenerator random, double risk);
    }

    private interface Check {
        void run(Class<?> type) throws ReflectiveOperationException;
    }

    @Test
    void modelsAndTheirTwinsAgree() {
        run("models", ModelGrammar::write, FuzzTest::checkModel);
    }

    @Test
    void rulesAndTheirDifferentiableVersionsAgree() {
        run("rules", RuleGrammar::write, FuzzTest::checkRule);
    }

    private static void checkModel(Class<?> type) throws ReflectiveOperationException {
        RandomGenerator random = new SplittableRandom(3);
        Tensor x = Tensor.normal(random, DType.FLOAT32, 3, 4);
        Object model = type.getDeclaredConstructor().newInstance();
        type.getMethod("forward", Tensor.class).invoke(model, x); // some make layers when they do
        TwinCheck.check(model, x);
    }

    private static void checkRule(Class<?> type) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructor(double.class, double.class);
        RuleCheck.check(
                x -> {
                    try {
                        return (UpdateRule<?>) constructor.newInstance(x[0], x[1]);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                },
                0.375,
                0.8125);
    }

    private static void run(String what, Grammar grammar, Check check) {
        Map<String, Integer> refused = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        int accepted = 0;
        for (int from = 0; from < COUNT; from += BATCH) {
            Map<String, String> sources = new LinkedHashMap<>();
            for (int i = from; i < Math.min(COUNT, from + BATCH); i++) {
                RandomGenerator random = new SplittableRandom(SEED + i);
                sources.put("fuzz" + i, grammar.write("fuzz" + i, random, RISK));
            }
            Compiled compiled = Compiled.of(sources);
            compiled.refused.values().forEach(tag -> refused.merge(tag, 1, Integer::sum));
            compiled.broken.forEach((name, error) -> failures.add(fail(name, error, sources)));
            for (String name : sources.keySet()) {
                if (!compiled.refused.containsKey(name) && !compiled.broken.containsKey(name)) {
                    Optional<String> failure = outcome(compiled, name, check);
                    if (failure.filter(f -> f.contains(REFUSED_LATE)).isPresent()) {
                        refused.merge("run time", 1, Integer::sum);
                    } else {
                        accepted++;
                        failure.ifPresent(f -> failures.add(fail(name, f, sources)));
                    }
                }
            }
        }
        System.out.printf(
                "fuzz: seed %d, %d %s: %d accepted, %d wrong, refused %s%n",
                SEED, COUNT, what, accepted, failures.size(), refused);
        assertThat(failures).as("%d of %d", failures.size(), COUNT).isEmpty();
        assertThat(accepted).as("accepted of %d", COUNT).isGreaterThan(COUNT / 2);
    }

    private static Optional<String> outcome(Compiled compiled, String name, Check check) {
        try {
            check.run(Class.forName(name + ".Net", true, compiled));
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of("threw " + e.getCause());
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            return Optional.of(e.toString());
        }
    }

    private static String fail(String name, String why, Map<String, String> sources) {
        long seed = SEED + Long.parseLong(name.substring("fuzz".length()));
        return "seed " + seed + ": " + why + "\n" + sources.get(name);
    }
}
