package org.higher.processor.twin.hierarchy;

import com.palantir.javapoet.ClassName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.ModelParts;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeVariables;

/**
 * Finds the classes without annotation that models hold and that hold modules themselves, and
 * sealed interfaces of such classes.
 */
public final class PartSearch {
    private final Context context;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, TypeElement> candidates = new LinkedHashMap<>();

    /** What has been found of classes that could be parts. */
    private final Map<String, Boolean> able = new HashMap<>();

    /** For each candidate, the names of the classes that have a field of it. */
    private final Map<String, Set<String>> holders = new HashMap<>();

    private PartSearch(Context context) {
        this.context = context;
    }

    /** Makes the parts of some models known. */
    public static void of(Context context, Stream<TypeElement> models) {
        PartSearch search = new PartSearch(context);
        models.forEach(search::explore);
        search.passOnHolders();
        search.addAll();
    }

    /** Who holds an interface holds the classes that it permits, whichever was met first. */
    private void passOnHolders() {
        boolean more = true;
        while (more) {
            more = false;
            for (TypeElement candidate : List.copyOf(candidates.values())) {
                Set<String> holding = holders.getOrDefault(name(candidate), Set.of());
                for (TypeElement permitted : Inheritance.permitted(candidate).toList()) {
                    more |=
                            holders.computeIfAbsent(name(permitted), h -> new HashSet<>())
                                    .addAll(holding);
                }
            }
        }
    }

    /** The classes with source that a class has objects of in its fields, or in those of others. */
    public static Stream<TypeElement> held(Context context, TypeElement type) {
        Map<String, TypeElement> held = new LinkedHashMap<>();
        new PartSearch(context).collectHeld(type, held);
        return held.values().stream();
    }

    private void collectHeld(TypeElement type, Map<String, TypeElement> held) {
        fields(type)
                .flatMap(f -> Shape.mentioned(f.asType()))
                .filter(t -> !isOfJdk(t) && context.javac().hasSource(t))
                .filter(t -> held.putIfAbsent(name(t), t) == null)
                .toList()
                .forEach(t -> collectHeld(t, held));
    }

    private static boolean isOfJdk(TypeElement type) {
        return name(type).startsWith("java.");
    }

    private static String name(Element type) {
        return ((TypeElement) type).getQualifiedName().toString();
    }

    /** Parts may hold parts, in a circle, too. */
    private void addAll() {
        List<TypeElement> left = new ArrayList<>(candidates.values());
        boolean more = true;
        while (more) {
            List<TypeElement> parts = left.stream().filter(PartSearch::holdsModules).toList();
            parts.forEach(this::add);
            more = left.removeAll(parts);
        }
    }

    /** With an interface each class that implements it, be it one that holds no module. */
    private void add(TypeElement part) {
        ModelParts.add(part, holders.getOrDefault(name(part), Set.of()));
        Inheritance.permitted(part).filter(p -> !Annotations.isFunctional(p)).forEach(this::add);
    }

    private static boolean holdsModules(TypeElement type) {
        return Inheritance.permitted(type)
                        .anyMatch(p -> Annotations.isFunctional(p) || holdsModules(p))
                || fields(type)
                        .flatMap(f -> Shape.of(f.asType()).stream())
                        .anyMatch(Shape::holdsModules);
    }

    private static Stream<VariableElement> fields(TypeElement type) {
        return Inheritance.withSuperclasses(type)
                .flatMap(c -> ElementFilter.fieldsIn(c.getEnclosedElements()).stream())
                .filter(f -> !f.getModifiers().contains(Modifier.STATIC));
    }

    private void explore(TypeElement type) {
        if (!seen.add(name(type))) {
            return;
        }
        for (VariableElement field : fields(type).toList()) {
            Set<String> by = new HashSet<>(List.of(name(type), name(field.getEnclosingElement())));
            Shape.mentioned(field.asType()).forEach(t -> visit(t, by));
        }
        Inheritance.permitted(type).forEach(p -> visit(p, Set.of()));
        ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .flatMap(PartSearch::signature)
                .flatMap(Shape::mentioned)
                .filter(Annotations::isFunctional)
                .forEach(this::explore);
    }

    private static Stream<TypeMirror> signature(ExecutableElement method) {
        return Stream.concat(
                Stream.of(method.getReturnType()),
                method.getParameters().stream().map(Element::asType));
    }

    private void visit(TypeElement held, Set<String> by) {
        if (Annotations.isFunctional(held)) {
            explore(held);
        } else if (canBePart(held)) {
            candidates.put(name(held), held);
            holders.computeIfAbsent(name(held), h -> new HashSet<>()).addAll(by);
            explore(held);
        } else {
            Inheritance.permitted(held).forEach(p -> visit(p, by));
        }
    }

    /** Whether a class has code that a twin can be made of, or is an interface of such. */
    private boolean canBePart(TypeElement type) {
        Boolean known = able.get(name(type));
        if (known == null) {
            able.put(name(type), true); // within itself
            known = isAble(type);
            able.put(name(type), known);
        }
        return known;
    }

    private boolean isAble(TypeElement type) {
        return switch (type.getKind()) {
            case RECORD -> isWithinReach(type);
            case CLASS -> !type.getModifiers().contains(Modifier.ABSTRACT) && isWithinReach(type);
            case INTERFACE ->
                    type.getModifiers().contains(Modifier.SEALED)
                            && type.getTypeParameters().isEmpty()
                            && isWithinReach(type)
                            && Inheritance.permitted(type).allMatch(this::isClosedPart);
            default -> false;
        };
    }

    /** A class that nobody extends has one twin for all of its objects. */
    private boolean isClosedPart(TypeElement type) {
        boolean closed =
                type.getKind() == ElementKind.INTERFACE
                        || type.getModifiers().contains(Modifier.FINAL);
        return closed && (Annotations.isFunctional(type) || canBePart(type));
    }

    private boolean isWithinReach(TypeElement type) {
        return !isOfJdk(type)
                && !Nesting.isInBody(type)
                && !Nesting.isInner(type)
                && type.getTypeParameters().stream().allMatch(TypeVariables::canStay)
                && !isOfTheLibrary(type)
                && (context.javac().hasSource(type) || hasTwin(type));
    }

    /** A twin keeps its model's parameters apart; a rule is written for what it moves. */
    private boolean isOfTheLibrary(TypeElement type) {
        return Stream.of(RuntimeTypes.FUNCTIONAL_MODULE, RuntimeTypes.UPDATE_RULE)
                .map(ClassName::canonicalName)
                .map(context.elements()::getTypeElement)
                .anyMatch(t -> t != null && Inheritance.isAbove(t, type));
    }

    private boolean hasTwin(TypeElement type) {
        return context.elements().getTypeElement(TwinNames.twin(type).canonicalName()) != null;
    }
}
