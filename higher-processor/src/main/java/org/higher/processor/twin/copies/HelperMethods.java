package org.higher.processor.twin.copies;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.MemberNames;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Nesting;
import org.higher.processor.verification.ModuleCalls;

/**
 * Static methods of other classes that a twin has copies of: those that take modules, which are
 * bound ones in the twin, and private ones of the classes around the model.
 */
public final class HelperMethods {
    private final Hierarchy hierarchy;
    private final ClassSource model;
    private final PrivateTypes privateTypes;

    private final MemberNames names;

    /** The names in {@code Bound} of the methods of each class. */
    private final Map<Element, Map<String, String>> given = new HashMap<>();

    public HelperMethods(Hierarchy hierarchy, PrivateTypes privateTypes, MemberNames names) {
        this.hierarchy = hierarchy;
        this.model = hierarchy.own();
        this.privateTypes = privateTypes;
        this.names = names;
    }

    /** Whether a method is copied; overloads are in one place. */
    public boolean copies(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.STATIC)
                && method.getEnclosingElement() instanceof TypeElement owner
                && !hierarchy.contains(owner)
                && !Nesting.isInBody(owner)
                && privateTypes.copied(owner).isEmpty()
                && overloads(owner, method)
                        .anyMatch(
                                m ->
                                        ModuleCalls.seesModules(m)
                                                || hierarchy.isOnArrays() && Nd4j.seesArrays(m)
                                                || m.getModifiers().contains(Modifier.PRIVATE)
                                                || Annotations.isPart(owner)
                                                        && Nesting.isPrivate(owner))
                && model.hasTree(owner);
    }

    private static Stream<ExecutableElement> overloads(
            TypeElement owner, ExecutableElement method) {
        return ElementFilter.methodsIn(owner.getEnclosedElements()).stream()
                .filter(m -> m.getModifiers().contains(Modifier.STATIC))
                .filter(m -> m.getSimpleName().equals(method.getSimpleName()));
    }

    /** What a method is called in {@code Bound}, and its overloads of the same class. */
    public String name(ExecutableElement method) {
        String name = method.getSimpleName().toString();
        return given.computeIfAbsent(method.getEnclosingElement(), o -> new HashMap<>())
                .computeIfAbsent(name, n -> free(n, method.getEnclosingElement()));
    }

    private String free(String name, Element owner) {
        String prefix = owner.getSimpleName().toString();
        String longer =
                Character.toLowerCase(prefix.charAt(0))
                        + prefix.substring(1)
                        + Character.toUpperCase(name.charAt(0))
                        + name.substring(1);
        boolean seen = !model.names().methods(model.type(), name).isEmpty();
        return names.method(seen ? List.of(longer) : List.of(name, longer));
    }

    /** The source of the class that declares a method. */
    public ClassSource source(ExecutableElement method) {
        return model.other((TypeElement) method.getEnclosingElement());
    }
}
