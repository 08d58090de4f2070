package org.higher.processor.twin.hierarchy;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Inaccessible;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a model and of the classes above it are called in its twin, where they stand
 * side by side: by their names, with that of the class behind if another class has the same.
 */
public final class MemberNames {
    /** Methods that every bound twin has. */
    private static final Set<String> RESERVED = Set.of("params", "sameOver");

    private final Hierarchy hierarchy;
    private final Map<VariableElement, String> fields = new HashMap<>();
    private final Map<VariableElement, String> constants = new HashMap<>();
    private final Set<String> takenByFields = new HashSet<>();

    /** Of methods that have other names than their own, by their classes. */
    private final Map<Element, Map<String, String>> methods = new HashMap<>();

    private final Map<Element, Map<String, String>> above = new HashMap<>();
    private final Set<String> takenByMethods = new HashSet<>(RESERVED);

    private MemberNames(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    public static MemberNames of(Hierarchy hierarchy) {
        MemberNames names = new MemberNames(hierarchy);
        names.nameFields();
        names.nameMethods();
        return names;
    }

    private void nameFields() {
        List<VariableElement> all =
                hierarchy.types().stream()
                        .flatMap(t -> ElementFilter.fieldsIn(t.getEnclosedElements()).stream())
                        .toList();
        all.forEach(f -> takenByFields.add(f.getSimpleName().toString()));
        hierarchy.sources().forEach(s -> takenByFields.addAll(variables(s)));
        for (VariableElement field : all) {
            boolean hidden =
                    all.stream()
                            .filter(f -> f.getSimpleName().equals(field.getSimpleName()))
                            .anyMatch(f -> isAfter(f, field));
            fields.put(field, hidden ? free(field) : field.getSimpleName().toString());
        }
    }

    private void nameMethods() {
        List<ExecutableElement> all = hierarchy.methods();
        all.forEach(m -> takenByMethods.add(m.getSimpleName().toString()));
        all.stream().filter(this::isMoved).forEach(m -> move(m, methods));
    }

    private boolean isAfter(Element one, Element other) {
        List<TypeElement> types = hierarchy.types();
        return types.indexOf(one.getEnclosingElement())
                > types.indexOf(other.getEnclosingElement());
    }

    private String free(VariableElement field) {
        boolean constant =
                field.getModifiers().contains(STATIC) && field.getModifiers().contains(FINAL);
        String owner = ownerName(field);
        return constant
                ? constant(field.getSimpleName() + "_OF_" + FieldReads.constantName(owner))
                : free(List.of(of(field.getSimpleName(), owner)), "2", takenByFields);
    }

    /** The name of a constant that no field has, nor has had from here. */
    private String constant(String name) {
        return free(List.of(name), "_", takenByFields);
    }

    /** What a static field of another class is called, or a handle to it. */
    public String constant(VariableElement field, String name) {
        return constants.computeIfAbsent(field, f -> constant(name));
    }

    /** The first of some names that no method has, nor has had from here. */
    public String method(List<String> names) {
        return free(names, "2", takenByMethods);
    }

    private static String free(List<String> names, String more, Set<String> taken) {
        String name = names.get(0);
        for (int i = 1; taken.contains(name); i++) {
            name = i < names.size() ? names.get(i) : name + more;
        }
        taken.add(name);
        return name;
    }

    /** Of locals, which would hide a field of their name. */
    private static Set<String> variables(ClassSource source) {
        Set<String> names = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                names.add(tree.getName().toString());
                return super.visitVariable(tree, null);
            }
        }.scan(source.tree(), null);
        return names;
    }

    private static String of(CharSequence name, CharSequence owner) {
        return name + "Of" + owner;
    }

    public String of(VariableElement field) {
        return fields.getOrDefault(field, field.getSimpleName().toString());
    }

    /** What a method is called that a call on the object itself may mean. */
    public String of(ExecutableElement method) {
        String name = method.getSimpleName().toString();
        return methods.getOrDefault(method.getEnclosingElement(), Map.of())
                .getOrDefault(name, name);
    }

    /** Whether a method of a class above cannot have its own name, since another has it. */
    private boolean isMoved(ExecutableElement method) {
        return isUnseenBelow(method)
                && !method.getEnclosingElement().equals(hierarchy.model())
                && hierarchy.methods().stream()
                        .filter(m -> m.getSimpleName().equals(method.getSimpleName()))
                        .anyMatch(m -> isOfAnother(m, method));
    }

    /** A name of its own for a method and its overloads, with that of its class behind. */
    private String move(ExecutableElement method, Map<Element, Map<String, String>> names) {
        String name = method.getSimpleName().toString();
        String owner = ownerName(method);
        return names.computeIfAbsent(method.getEnclosingElement(), o -> new HashMap<>())
                .computeIfAbsent(name, n -> method(List.of(of(n, owner), of(n, "Super" + owner))));
    }

    private static boolean isOfAnother(ExecutableElement one, ExecutableElement other) {
        return !one.getEnclosingElement().equals(other.getEnclosingElement());
    }

    /** Whether subclasses do not have a method, or hide it: private, static, of another package. */
    private boolean isUnseenBelow(ExecutableElement method) {
        return method.getModifiers().contains(PRIVATE)
                || method.getModifiers().contains(STATIC)
                || Inaccessible.of(method, hierarchy.model(), hierarchy.elements())
                        .filter(i -> i.how().startsWith("package-private"))
                        .isPresent();
    }

    /** What methods are called for calls on {@code super}. */
    public String above(List<ExecutableElement> meant) {
        return move(meant.get(0), above);
    }

    /** The name of a member's class, with a number if another class above has the same. */
    private String ownerName(Element member) {
        Element owner = member.getEnclosingElement();
        List<TypeElement> same =
                hierarchy.types().stream()
                        .filter(t -> t.getSimpleName().equals(owner.getSimpleName()))
                        .toList();
        int index = same.indexOf(owner);
        return owner.getSimpleName() + (index <= 0 ? "" : String.valueOf(index + 1));
    }
}
