package org.higher.processor.twin.hierarchy;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import com.sun.source.tree.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.text.Placement;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.TwinNames;
import org.higher.processor.verification.ModuleCalls;

/**
 * The members of a model, and of all that it inherits from, in the class {@code Bound} of its twin.
 */
public final class TwinPlacement {
    private final Hierarchy hierarchy;
    private final LayerTypes layers;
    private final MemberNames names;

    public TwinPlacement(Hierarchy hierarchy, LayerTypes layers) {
        this.hierarchy = hierarchy;
        this.layers = layers;
        this.names = MemberNames.of(hierarchy);
    }

    public MemberNames names() {
        return names;
    }

    /** Whether a method is in the twin, so that a call to it can stay as it is. */
    public boolean has(ExecutableElement method) {
        if (method.getModifiers().contains(STATIC)) {
            return hierarchy.source(method).filter(s -> needsCopy(method, s)).isPresent();
        }
        Element owner = method.getEnclosingElement();
        if (!hierarchy.contains(owner) && !isOfLayer(method)) {
            return false;
        }
        ExecutableElement implementation = hierarchy.implementation(method);
        return isOfLayer(implementation) || isWritten(implementation);
    }

    /** Whether the twin of an interface has a method. */
    private boolean isOfLayer(ExecutableElement method) {
        return Annotations.isFunctional(method.getEnclosingElement()) && layers.declare(method);
    }

    private boolean isWritten(ExecutableElement method) {
        return method.getEnclosingElement().equals(hierarchy.model())
                || hierarchy.body(method).isPresent()
                || method.getModifiers().contains(ABSTRACT) && hierarchy.source(method).isPresent();
    }

    /** Other static methods are called where they are; overloads are in one place. */
    private boolean needsCopy(ExecutableElement method, ClassSource source) {
        return source.names().methods(source.type(), method.getSimpleName()).stream()
                .anyMatch(
                        m ->
                                !m.getModifiers().contains(STATIC)
                                        || m.getModifiers().contains(PRIVATE)
                                        || isHidden(m)
                                        || ModuleCalls.seesModules(m)
                                        || hierarchy.isOnArrays() && Nd4j.seesArrays(m));
    }

    private boolean isHidden(ExecutableElement method) {
        return Inaccessible.ofStatic(method, hierarchy.model(), hierarchy.elements()).isPresent();
    }

    /** Whether calls on {@code super} that may mean some methods mean what any other call does. */
    private boolean isPlain(List<ExecutableElement> meant) {
        return meant.stream().allMatch(m -> hierarchy.implementation(m).equals(m) && has(m));
    }

    /** The code of one of the classes, there; the overridden methods that it calls are added. */
    public Placement of(ClassSource source, Set<SuperCopy> above) {
        return new OfClass(source, above);
    }

    private final class OfClass implements Placement {
        private final ClassSource source;
        private final Set<SuperCopy> above;

        OfClass(ClassSource source, Set<SuperCopy> above) {
            this.source = source;
            this.above = above;
        }

        @Override
        public boolean has(ExecutableElement method) {
            return TwinPlacement.this.has(method);
        }

        @Override
        public Optional<String> name(List<ExecutableElement> meant) {
            Set<ExecutableElement> there = implementations(meant);
            List<String> called = there.stream().map(names::of).distinct().toList();
            if (called.size() != 1 || anotherMayBeMeant(there, called.get(0))) {
                return Optional.empty();
            }
            return Optional.of(called.get(0));
        }

        private Set<ExecutableElement> implementations(List<ExecutableElement> methods) {
            return methods.stream()
                    .map(hierarchy::implementation)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        /** Whether the class does not see a method that a call in its copied code could mean. */
        private boolean anotherMayBeMeant(Set<ExecutableElement> meant, String name) {
            Set<ExecutableElement> seen =
                    implementations(
                            source.names()
                                    .methods(
                                            source.type(),
                                            meant.iterator().next().getSimpleName()));
            return hierarchy.methods().stream()
                    .filter(m -> names.of(m).equals(name))
                    .filter(TwinPlacement.this::has)
                    .map(hierarchy::implementation)
                    .filter(m -> !seen.contains(m) && !meant.contains(m))
                    .filter(m -> names.of(m).equals(name))
                    .anyMatch(
                            m ->
                                    meant.stream()
                                            .anyMatch(
                                                    s ->
                                                            hierarchy.mayShareCalls(s, m)
                                                                    && !hierarchy.isMoreSpecific(
                                                                            s, m)));
        }

        @Override
        public Optional<String> name(VariableElement field) {
            return hierarchy.fields().contains(field)
                    ? Optional.of(names.of(field))
                    : Optional.empty();
        }

        @Override
        public Optional<Inherited> above(List<ExecutableElement> meant) {
            Optional<Inherited> ofLayer = ofLayer(meant);
            if (ofLayer.isPresent()) {
                return ofLayer;
            }
            if (isPlain(meant)) {
                return name(meant).map(n -> new Inherited(CodeBlock.of(""), n));
            }
            if (meant.stream().allMatch(m -> hierarchy.body(m).isPresent())) {
                String name = names.above(meant);
                meant.forEach(m -> above.add(new SuperCopy(m, name)));
                return Optional.of(new Inherited(CodeBlock.of(""), name));
            }
            return Optional.empty();
        }

        /** A default method of an interface whose twin has it. */
        private Optional<Inherited> ofLayer(List<ExecutableElement> meant) {
            TypeElement owner = (TypeElement) meant.get(0).getEnclosingElement();
            boolean direct =
                    layers.nearest().contains(owner)
                            && layers.nearest().stream()
                                    .noneMatch(l -> Inheritance.isAbove(owner, l));
            return direct && meant.stream().allMatch(TwinPlacement.this::isOfLayer)
                    ? Optional.of(
                            new Inherited(
                                    CodeBlock.of("$T.super", TwinNames.bound(owner)),
                                    meant.get(0).getSimpleName().toString()))
                    : Optional.empty();
        }

        @Override
        public Optional<TypeName> argument(TypeParameterElement parameter) {
            if (!(parameter.getGenericElement() instanceof TypeElement owner)
                    || owner.equals(hierarchy.model())
                    || !hierarchy.contains(owner)) {
                return Optional.empty();
            }
            TypeMirror argument = hierarchy.argument(parameter);
            return Optional.of(TwinNames.BOUND.of(argument));
        }

        @Override
        public Problem absent(String what, Element member, Tree at) {
            return TwinPlacement.this.absent(what, member, at);
        }
    }

    /** The problem of code that the twin would need and that nobody can read. */
    public Problem absent(String what, Element member, Tree at) {
        TypeElement owner = (TypeElement) member.getEnclosingElement();
        return new Problem(
                Message.NO_SOURCE,
                at,
                what,
                owner.getQualifiedName(),
                owner.getSimpleName(),
                hierarchy.model().getSimpleName());
    }
}
