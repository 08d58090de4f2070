package org.higher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What users see mentions nothing that is internal. */
@AnalyzeClasses(packages = "org.higher", importOptions = ImportOption.DoNotIncludeTests.class)
class PublicSignaturesTest {
    @ArchTest
    static final ArchRule NO_INTERNAL_TYPE_IN_A_PUBLIC_SIGNATURE =
            classes()
                    .that()
                    .resideOutsideOfPackage("org.higher.internal..")
                    .should(
                            new ArchCondition<>("have no internal type in a public signature") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    if (isVisible(type)) {
                                        visit(type, events);
                                    }
                                }
                            });

    private static void visit(JavaClass type, ConditionEvents events) {
        List<JavaType> supertypes = new ArrayList<>(type.getInterfaces());
        type.getSuperclass().ifPresent(supertypes::add);
        supertypes.forEach(supertype -> visit(type, type.getName(), supertype, events));
        Stream.concat(Stream.of(type), hidden(type))
                .flatMap(owner -> owner.getMembers().stream())
                .filter(PublicSignaturesTest::isVisible)
                .forEach(
                        member ->
                                types(member)
                                        .forEach(
                                                used ->
                                                        visit(
                                                                type,
                                                                member.getFullName(),
                                                                used,
                                                                events)));
    }

    /** Supertypes that are not visible, but whose methods are, as are those of a tensor's roles. */
    private static Stream<JavaClass> hidden(JavaClass type) {
        return Stream.concat(
                        type.getAllRawInterfaces().stream(), type.getAllRawSuperclasses().stream())
                .filter(supertype -> !isVisible(supertype));
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(code.getReturnType()),
                        code.getParameterTypes().stream(),
                        code.getExceptionTypes().stream(),
                        code.getTypeParameters().stream())
                .flatMap(types -> types);
    }

    private static void visit(JavaClass type, String where, JavaType used, ConditionEvents events) {
        for (JavaClass raw : used.getAllInvolvedRawTypes()) {
            if (raw.getBaseComponentType().getPackageName().startsWith("org.higher.internal")) {
                String message = where + " mentions the internal " + raw.getName();
                events.add(SimpleConditionEvent.violated(type, message));
            }
        }
    }

    /** Public, and within what is public. */
    private static boolean isVisible(JavaClass type) {
        boolean open =
                type.getModifiers().contains(JavaModifier.PUBLIC)
                        || type.getModifiers().contains(JavaModifier.PROTECTED);
        return open && type.getEnclosingClass().map(PublicSignaturesTest::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return !member.getModifiers().contains(JavaModifier.SYNTHETIC)
                && (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED));
    }
}
