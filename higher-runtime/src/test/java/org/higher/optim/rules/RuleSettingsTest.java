package org.higher.optim.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every setting of a rule can be given without the canonical constructor, so that another setting
 * breaks no caller.
 */
class RuleSettingsTest {
    static Stream<Class<? extends Record>> rules() {
        return Stream.of(
                Adadelta.class,
                Adagrad.class,
                Adam.class,
                AdamW.class,
                Adamax.class,
                Asgd.class,
                Lamb.class,
                Lbfgs.class,
                Lion.class,
                Muon.class,
                NAdam.class,
                RAdam.class,
                RmsProp.class,
                Rprop.class,
                Sgd.class,
                Shampoo.class);
    }

    @ParameterizedTest
    @MethodSource("rules")
    <R extends Record> void everySettingHasAMethod(Class<R> rule) throws Exception {
        R start = rule.getConstructor(double.class).newInstance(0.1);
        List<String> settings =
                Arrays.stream(rule.getRecordComponents()).map(RecordComponent::getName).toList();

        Stream<String> settable =
                Arrays.stream(rule.getMethods())
                        .filter(m -> m.getName().startsWith("with"))
                        .flatMap(m -> settings.stream().filter(s -> changes(m, start, s)));

        assertThat(settable).containsExactlyInAnyOrderElementsOf(settings);
    }

    /** Whether a method makes a rule with another value of a setting. */
    private static boolean changes(Method with, Record rule, String setting) {
        Object[] arguments = new Object[with.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = with.getParameterTypes()[i];
            double number = with.getName().equals("withEtas") && i == 1 ? 1.5 : 0.375;
            Object other = type == int.class ? 3 : (Object) number;
            arguments[i] =
                    type == boolean.class
                            ? !with.getName().equals("withNesterov") || !(rule instanceof Muon)
                            : other;
        }
        try {
            Method read = rule.getClass().getMethod(setting);
            Object base = usable(rule, with.getName());
            Object changed = with.invoke(base, arguments);
            return !Objects.equals(read.invoke(base), read.invoke(changed));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(with + " of " + rule, e);
        }
    }

    /** Nesterov needs a momentum. */
    private static Object usable(Record rule, String method) {
        return rule instanceof Sgd sgd && method.equals("withNesterov")
                ? sgd.withMomentum(0.5)
                : rule;
    }

    /** Or all that a rule had before it was given one more setting, which is its last. */
    @ParameterizedTest
    @MethodSource("rules")
    void theOtherConstructorsTakeARateAtMost(Class<? extends Record> rule) {
        List<Class<?>> all =
                Stream.of(rule.getRecordComponents())
                        .<Class<?>>map(RecordComponent::getType)
                        .toList();
        for (Constructor<?> constructor : rule.getConstructors()) {
            List<Class<?>> taken = List.of(constructor.getParameterTypes());
            if (taken.size() > 1) {
                assertThat(taken).isIn(all, all.subList(0, all.size() - 1));
            }
        }
    }
}
