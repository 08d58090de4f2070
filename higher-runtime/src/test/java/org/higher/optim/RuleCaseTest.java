package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.higher.optim.chain.Chain;
import org.higher.optim.rules.Sgd;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The update rules")
class RuleCaseTest {
    @Test
    void areAllInTheListThatIsTested() {
        Set<String> rules =
                new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
                        .importPackages("org.higher.optim").stream()
                                .filter(type -> type.isAssignableTo(UpdateRule.class))
                                .filter(type -> !type.isInterface() && type.isTopLevelClass())
                                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                                .map(JavaClass::getName)
                                .collect(Collectors.toSet());

        assertThat(rules).contains(Sgd.class.getName()).hasSizeGreaterThanOrEqualTo(13);
        Stream<UpdateRule<?>> links =
                RuleCase.chains().flatMap(each -> ((Chain) each.rule()).links().stream());
        Stream<UpdateRule<?>> whole =
                Stream.concat(RuleCase.ours(), RuleCase.chains()).map(RuleCase::rule);
        assertThat(Stream.concat(whole, links).map(rule -> rule.getClass().getName()))
                .containsAll(rules);
    }

    /** The withers of one instance of each class; of Sgd, one that allows everything. */
    static Stream<Arguments> withers() {
        return RuleCase.ours()
                .filter(each -> !each.name().equals("sgd"))
                .filter(each -> !each.name().contains(",") || each.name().equals("sgd, momentum"))
                .map(RuleCase::rule)
                .flatMap(
                        rule ->
                                Arrays.stream(rule.getClass().getMethods())
                                        .filter(m -> m.getName().startsWith("with"))
                                        .map(m -> arguments(rule, m.getName().substring(4), m)));
    }

    @ParameterizedTest(name = "with{1} of {0}")
    @MethodSource("withers")
    void changeWhatAWitherIsNamedAfter(Record rule, String name, Method wither)
            throws ReflectiveOperationException {
        List<String> components =
                switch (name) {
                    case "Betas" -> List.of("beta1", "beta2");
                    case "Etas" -> List.of("etaMinus", "etaPlus");
                    case "StepSizes" -> List.of("stepMin", "stepMax");
                    default ->
                            List.of(
                                    name.substring(0, 1).toLowerCase(Locale.ROOT)
                                            + name.substring(1));
                };
        double[] numbers = {0.25, name.equals("Etas") ? 1.75 : 0.375};
        Map<String, Object> values = values(rule);
        Object[] given = new Object[components.size()];
        for (int i = 0; i < given.length; i++) {
            Object before = values.get(components.get(i));
            given[i] =
                    before instanceof Boolean on
                            ? (Object) !on
                            : before instanceof Integer ? (Object) 3 : numbers[i];
            values.put(components.get(i), given[i]);
        }
        assertThat(values((Record) wither.invoke(rule, given))).isEqualTo(values);
    }

    private static Map<String, Object> values(Record rule) throws ReflectiveOperationException {
        Map<String, Object> values = new HashMap<>();
        for (RecordComponent component : rule.getClass().getRecordComponents()) {
            values.put(component.getName(), component.getAccessor().invoke(rule));
        }
        return values;
    }
}
