package org.higher.processor.twin.hierarchy;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.DEFAULT;
import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nd4j;
import org.jspecify.annotations.Nullable;

/**
 * A model with all that it inherits code and state from: its superclasses, and interfaces that have
 * no twin. The twin is made of all their members, as if the model had declared them.
 */
public final class Hierarchy {
    private final Elements elements;
    private final Types types;
    private final ClassSource own;
    private final boolean onArrays;

    /** Most basic first, the model last. */
    private final Set<TypeElement> line = new LinkedHashSet<>();

    private final Map<TypeElement, ClassSource> sources = new LinkedHashMap<>();
    private final Map<ExecutableElement, ExecutableElement> implementations = new HashMap<>();

    private Hierarchy(Elements elements, Types types, ClassSource own, boolean onArrays) {
        this.elements = elements;
        this.types = types;
        this.own = own;
        this.onArrays = onArrays;
    }

    /** Reads the sources of all that a model inherits from, as far as there are any. */
    public static Hierarchy of(Context context, ClassSource own) {
        boolean onArrays = Nd4j.isWrittenOn(own.type());
        Hierarchy hierarchy = new Hierarchy(context.elements(), context.types(), own, onArrays);
        hierarchy.collect(own.type());
        for (TypeElement type : hierarchy.line) {
            if (type.equals(own.type())) {
                hierarchy.sources.put(type, own);
            } else if (context.javac().canRead(type)) {
                hierarchy.sources.put(type, context.source(type));
            }
        }
        return hierarchy;
    }

    private void collect(TypeElement type) {
        Inheritance.directlyAbove(type).filter(Hierarchy::isWithoutTwin).forEach(this::collect);
        line.add(type);
    }

    private static boolean isWithoutTwin(TypeElement above) {
        String name = above.getQualifiedName().toString();
        return !name.equals("java.lang.Object")
                && !name.equals("java.lang.Record")
                && !(above.getKind().isInterface() && Annotations.isFunctional(above));
    }

    public Elements elements() {
        return elements;
    }

    /** The source of the model itself. */
    public ClassSource own() {
        return own;
    }

    public TypeElement model() {
        return own.type();
    }

    /** Whether the model is written on ND4J's arrays. */
    public boolean isOnArrays() {
        return onArrays;
    }

    /** The model and what it inherits from, most basic class first. */
    public List<TypeElement> types() {
        return List.copyOf(line);
    }

    /** The qualified names of the model and of what it inherits from. */
    public Set<String> names() {
        return line.stream()
                .map(t -> t.getQualifiedName().toString())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The sources that there are, most basic class first, the model's last. */
    public List<ClassSource> sources() {
        return List.copyOf(sources.values());
    }

    /** Whether a type is the model, or one that it inherits from. */
    public boolean contains(Element type) {
        return type instanceof TypeElement t && line.contains(t);
    }

    /** The source of the class that declares a member. */
    public Optional<ClassSource> source(Element member) {
        return Optional.ofNullable(sources.get(member.getEnclosingElement()));
    }

    /** The body of a method, where there is one and its source is there. */
    public Optional<BlockTree> body(ExecutableElement method) {
        return source(method).flatMap(s -> s.body(method));
    }

    /** The source that a tree is from. */
    public ClassSource owner(Tree tree) {
        return sources.values().stream().filter(s -> isIn(s, tree)).findFirst().orElse(own);
    }

    private static boolean isIn(ClassSource source, Tree tree) {
        Tree wanted = source.original(tree);
        boolean[] found = {wanted != tree};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree part, @Nullable Void unused) {
                found[0] |= part == wanted;
                return found[0] ? null : super.scan(part, null);
            }
        }.scan(source.tree(), null);
        return found[0];
    }

    /** Reports problems on the lines of the classes that they are in; whether there were any. */
    public boolean report(Context context, List<Problem> problems) {
        problems.forEach(p -> context.report(owner(p.at()), List.of(p)));
        return !problems.isEmpty();
    }

    /** The instance fields, inherited ones first, but those of the JDK's classes. */
    public List<VariableElement> fields() {
        return line.stream()
                .filter(t -> t.getKind().isClass() && !isOfJdk(t))
                .flatMap(t -> ElementFilter.fieldsIn(t.getEnclosedElements()).stream())
                .filter(f -> !f.getModifiers().contains(STATIC))
                .toList();
    }

    private static boolean isOfJdk(TypeElement type) {
        String name = type.getQualifiedName().toString();
        return name.startsWith("java.") || name.startsWith("javax.");
    }

    /** All methods of all classes, most basic class first, in declaration order. */
    public List<ExecutableElement> methods() {
        return line.stream()
                .flatMap(t -> ElementFilter.methodsIn(t.getEnclosedElements()).stream())
                .toList();
    }

    /** The method that runs if one is called on a model. */
    public ExecutableElement implementation(ExecutableElement called) {
        return implementations.computeIfAbsent(called, this::findImplementation);
    }

    private ExecutableElement findImplementation(ExecutableElement called) {
        Set<Modifier> modifiers = called.getModifiers();
        if (modifiers.contains(STATIC) || modifiers.contains(PRIVATE)) {
            return called;
        }
        List<ExecutableElement> found = new ArrayList<>(List.of(called));
        Inheritance.methods(model())
                .filter(m -> elements.overrides(m, called, model()))
                .forEach(found::add);
        return found.stream()
                .filter(m -> found.stream().noneMatch(other -> prevails(other, m)))
                .findFirst()
                .orElse(called);
    }

    /** Classes prevail over interfaces, subclasses over superclasses. */
    private static boolean prevails(ExecutableElement other, ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        Element otherOwner = other.getEnclosingElement();
        boolean classOverInterface =
                otherOwner.getKind() != ElementKind.INTERFACE
                        && owner.getKind() == ElementKind.INTERFACE;
        boolean interfaceOverClass =
                otherOwner.getKind() == ElementKind.INTERFACE
                        && owner.getKind() != ElementKind.INTERFACE;
        return !other.equals(method)
                && !interfaceOverClass
                && (classOverInterface
                        || Inheritance.isAbove(owner, otherOwner)
                        || other.getModifiers().contains(DEFAULT)
                                && method.getModifiers().contains(ABSTRACT));
    }

    /** The type of a member in the model, which may have it from a generic class. */
    public TypeMirror type(Element member) {
        DeclaredType model = (DeclaredType) model().asType();
        return member.getModifiers().contains(STATIC)
                ? member.asType()
                : types.asMemberOf(model, member);
    }

    /** What the model makes of a type parameter of a class that it inherits from. */
    public TypeMirror argument(TypeParameterElement parameter) {
        TypeElement owner = (TypeElement) parameter.getGenericElement();
        int index = owner.getTypeParameters().indexOf(parameter);
        List<? extends TypeMirror> arguments =
                above(model().asType(), owner)
                        .map(DeclaredType::getTypeArguments)
                        .orElse(List.of());
        return arguments.isEmpty() ? types.erasure(parameter.asType()) : arguments.get(index);
    }

    private Optional<DeclaredType> above(TypeMirror type, TypeElement wanted) {
        if (type instanceof DeclaredType d && d.asElement().equals(wanted)) {
            return Optional.of(d);
        }
        Stream<? extends TypeMirror> direct = types.directSupertypes(type).stream();
        return direct.flatMap(t -> above(t, wanted).stream()).findFirst();
    }

    /** Whether an argument of a call could be meant for either of two methods. */
    public boolean mayShareCalls(ExecutableElement one, ExecutableElement other) {
        if (one.isVarArgs() || other.isVarArgs()) {
            return true;
        }
        int count = one.getParameters().size();
        boolean same = count == other.getParameters().size();
        for (int i = 0; same && i < count; i++) {
            same = mayShare(parameter(one, i), parameter(other, i));
        }
        return same;
    }

    /** Whether each call that either of two methods could take is that of the first. */
    public boolean isMoreSpecific(ExecutableElement one, ExecutableElement other) {
        int count = one.getParameters().size();
        boolean specific =
                !one.isVarArgs() && !other.isVarArgs() && count == other.getParameters().size();
        boolean same = true;
        for (int i = 0; specific && i < count; i++) {
            specific = types.isSubtype(parameter(one, i), parameter(other, i));
            same &= types.isSameType(parameter(one, i), parameter(other, i));
        }
        return specific && !same;
    }

    private TypeMirror parameter(ExecutableElement method, int index) {
        return types.erasure(((ExecutableType) type(method)).getParameterTypes().get(index));
    }

    private boolean mayShare(TypeMirror one, TypeMirror other) {
        if (types.isSubtype(one, other) || types.isSubtype(other, one)) {
            return true;
        }
        if (one.getKind().isPrimitive() && other.getKind().isPrimitive()) {
            return false;
        }
        if (one.getKind().isPrimitive() || other.getKind().isPrimitive()) {
            TypeMirror boxed = one.getKind().isPrimitive() ? other : one;
            return !Annotations.isTensor(boxed) && boxed instanceof DeclaredType;
        }
        return mayHaveSubtype(one, other) || mayHaveSubtype(other, one);
    }

    /** Whether an object of a class could be of an interface, too. */
    private static boolean mayHaveSubtype(TypeMirror one, TypeMirror other) {
        return Annotations.element(one).filter(t -> t.getKind().isInterface()).isPresent()
                && Annotations.element(other)
                        .filter(t -> !t.getModifiers().contains(FINAL))
                        .isPresent();
    }
}
