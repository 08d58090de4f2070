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
    private final Hierarchy hierarchy;
    private final Map<VariableElement, String> fields = new HashMap<>();

    private MemberNames(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    public static MemberNames of(Hierarchy hierarchy) {
        MemberNames names = new MemberNames(hierarchy);
        names.nameFields();
        return names;
    }

    private void nameFields() {
        Set<String> taken = new HashSet<>();
        List<VariableElement> all =
                hierarchy.types().stream()
                        .flatMap(t -> ElementFilter.fieldsIn(t.getEnclosedElements()).stream())
                        .toList();
        all.forEach(f -> taken.add(f.getSimpleName().toString()));
        hierarchy.sources().forEach(s -> taken.addAll(variables(s)));
        for (VariableElement field : all) {
            boolean hidden =
                    all.stream()
                            .filter(f -> f.getSimpleName().equals(field.getSimpleName()))
                            .anyMatch(f -> isAfter(f, field));
            fields.put(field, hidden ? free(field, taken) : field.getSimpleName().toString());
        }
    }

    private boolean isAfter(Element one, Element other) {
        List<TypeElement> types = hierarchy.types();
        return types.indexOf(one.getEnclosingElement())
                > types.indexOf(other.getEnclosingElement());
    }

    private String free(VariableElement field, Set<String> taken) {
        boolean constant =
                field.getModifiers().contains(STATIC) && field.getModifiers().contains(FINAL);
        String owner = ownerName(field);
        String name =
                constant
                        ? field.getSimpleName() + "_OF_" + FieldReads.constantName(owner)
                        : of(field.getSimpleName(), owner);
        while (!taken.add(name)) {
            name += constant ? "_" : "2";
        }
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
        boolean another =
                isUnseenBelow(method)
                        && !method.getEnclosingElement().equals(hierarchy.model())
                        && hierarchy.methods().stream()
                                .filter(m -> m.getSimpleName().equals(method.getSimpleName()))
                                .anyMatch(m -> isOfAnother(m, method));
        return another ? of(name, ownerName(method)) : name;
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
        ExecutableElement first = meant.get(0);
        String name = of(first.getSimpleName(), ownerName(first));
        boolean taken = hierarchy.methods().stream().map(this::of).anyMatch(name::equals);
        return taken ? of(first.getSimpleName(), "Super" + ownerName(first)) : name;
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
