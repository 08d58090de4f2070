package org.higher.processor.optimizer.validation;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;

/** What must hold of a rule's declaration before its code is looked at. */
final class DeclarationChecks {
    private final TypeElement type;
    private final Reporter reporter;

    DeclarationChecks(TypeElement type, Reporter reporter) {
        this.type = type;
        this.reporter = reporter;
    }

    void check(Rule rule) {
        checkClass();
        checkEntries(rule);
        checkInherited();
        Set<String> constants = new TreeSet<>();
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            if (Annotations.isTrainable(field)) {
                checkHyperparameter(field, constants);
            } else if (!isStaticField(field)) {
                checkSetting(field);
            }
        }
    }

    /** The code that is copied knows modules as bound twins only. */
    private void checkSetting(VariableElement field) {
        Shape.mentioned(field.asType())
                .filter(Annotations::isFunctional)
                .findFirst()
                .ifPresent(
                        module ->
                                reporter.report(
                                        field,
                                        Message.UNTRAINED_MODULE,
                                        field,
                                        module.getSimpleName()));
    }

    private void checkClass() {
        boolean open = type.getNestingKind() != NestingKind.LOCAL;
        for (Element e = type; e instanceof TypeElement t; e = e.getEnclosingElement()) {
            boolean inner = t.getNestingKind() == NestingKind.MEMBER && !isStatic(t);
            open &= !inner && !t.getModifiers().contains(PRIVATE);
        }
        if (!open || !isClass()) {
            reporter.report(type, Message.INACCESSIBLE_RULE, type);
        }
        if (!type.getTypeParameters().isEmpty()) {
            reporter.report(type, Message.GENERIC_RULE, type);
        }
        if (type.getModifiers().contains(ABSTRACT)) {
            reporter.report(type, Message.ABSTRACT_RULE, type);
        }
    }

    private boolean isClass() {
        return type.getKind() == ElementKind.CLASS || type.getKind() == ElementKind.RECORD;
    }

    /** A record is static without saying so. */
    private static boolean isStatic(TypeElement type) {
        return type.getModifiers().contains(STATIC) || type.getKind() == ElementKind.RECORD;
    }

    private void checkEntries(Rule rule) {
        for (String name : new String[] {"init", "update"}) {
            if (rule.entries().stream().noneMatch(m -> m.getSimpleName().contentEquals(name))) {
                reporter.report(type, Message.NO_UPDATE, type, name, name);
            }
        }
    }

    private void checkInherited() {
        for (TypeElement c = superclass(type); c != null; c = superclass(c)) {
            for (VariableElement field : ElementFilter.fieldsIn(c.getEnclosedElements())) {
                if (Annotations.isTrainable(field)) {
                    reporter.report(type, Message.INHERITED_HYPERPARAMETER, field, c, type);
                }
            }
        }
    }

    private static TypeElement superclass(TypeElement type) {
        return Annotations.element(type.getSuperclass()).orElse(null);
    }

    private void checkHyperparameter(VariableElement field, Set<String> constants) {
        boolean number =
                ValueKind.of(field.asType()) == ValueKind.REAL
                        && field.asType().getKind().isPrimitive();
        if (!number && Shape.of(field.asType()).isEmpty()) {
            reporter.report(field, Message.TRAINABLE_NOT_REAL, field, field.asType());
        }
        if (isStaticField(field)) {
            reporter.report(field, Message.STATIC_HYPERPARAMETER, field);
        }
        String constant = FieldReads.constantName(field.getSimpleName().toString());
        if (!constants.add(constant)) {
            reporter.report(field, Message.SAME_KEY, field, constant);
        }
    }

    private static boolean isStaticField(VariableElement field) {
        return field.getModifiers().contains(STATIC);
    }
}
