package org.higher.processor.twin.copies;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.text.PartScanner;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeNames;
import org.jspecify.annotations.Nullable;

/**
 * The private types in a model's file. Its twin cannot name them and has copies of those that its
 * code needs, in {@code Bound}.
 */
public final class PrivateTypes {
    private static final Set<String> RESERVED = Set.of("Params", "Bound");

    private final ClassSource source;
    private final Map<TypeElement, ClassTree> trees = new HashMap<>();

    /** The types of each name that could have copies; two of one name have none. */
    private final Map<String, Set<TypeElement>> byName = new HashMap<>();

    private PrivateTypes(ClassSource source) {
        this.source = source;
    }

    public static PrivateTypes of(ClassSource source) {
        PrivateTypes types = new PrivateTypes(source);
        Element outermost = source.type();
        while (outermost.getEnclosingElement().getKind() != ElementKind.PACKAGE) {
            outermost = outermost.getEnclosingElement();
        }
        types.collect(outermost);
        return types;
    }

    private void collect(Element around) {
        for (Element member : around.getEnclosedElements()) {
            if (!(member instanceof TypeElement type) || Annotations.isFunctional(type)) {
                if (member.equals(source.type())) {
                    collect(member);
                }
                continue;
            }
            if (!type.getModifiers().contains(Modifier.PRIVATE)) {
                collect(type);
            } else if (!Nesting.isInner(type) && source.hasTree(type)) {
                byName.computeIfAbsent(
                                type.getSimpleName().toString(), name -> new LinkedHashSet<>())
                        .add(type);
            }
        }
    }

    /** The private type that a type is or is in, if that can be copied. */
    public Optional<TypeElement> copied(TypeElement type) {
        for (Element e = type; e instanceof TypeElement t; e = e.getEnclosingElement()) {
            String name = t.getSimpleName().toString();
            if (byName.getOrDefault(name, Set.of()).equals(Set.of(t)) && isFree(name)) {
                return Optional.of(t);
            }
        }
        return Optional.empty();
    }

    private boolean isFree(String name) {
        return !RESERVED.contains(name) && !TwinNames.twin(source.type()).simpleName().equals(name);
    }

    /** Types as {@code Bound} has them. */
    public TypeNames names() {
        return new TypeNames(this::name);
    }

    private ClassName name(TypeElement type) {
        Optional<TypeElement> root = copied(type);
        if (root.isEmpty()) {
            return TwinNames.inside(source.type()).of(type);
        }
        return root.get().equals(type)
                ? TwinNames.bound(source.type()).nestedClass(type.getSimpleName().toString())
                : name((TypeElement) type.getEnclosingElement())
                        .nestedClass(type.getSimpleName().toString());
    }

    /** The declaration of a type that is copied, whose names have meanings from now on. */
    public ClassTree tree(TypeElement type) {
        return trees.computeIfAbsent(
                type,
                t -> {
                    ClassTree tree = source.tree(t);
                    source.names().resolveMember(tree);
                    return tree;
                });
    }

    /** The type of an enum or record, or of an array of such, that {@code Bound} has a copy of. */
    public Optional<TypeName> counterpart(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return counterpart(array.getComponentType()).map(ArrayTypeName::of);
        }
        return Annotations.element(type)
                .filter(t -> copied(t).isPresent() && canBeConverted(t))
                .map(t -> names().of(type));
    }

    /**
     * Whether an object of the copy can be made of one of the original: of an enum by its name, of
     * a record by its components.
     */
    private boolean canBeConverted(TypeElement type) {
        return switch (type.getKind()) {
            case ENUM -> true;
            case RECORD ->
                    type.getTypeParameters().isEmpty()
                            && ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                                    .noneMatch(source::isWritten)
                            && ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                                    .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                                    .allMatch(f -> canBeConverted(f.asType()));
            default -> false;
        };
    }

    private boolean canBeConverted(TypeMirror component) {
        return in(component).isEmpty()
                || Annotations.element(component).filter(this::canBeConverted).isPresent();
    }

    /** The types to be copied that some type mentions. */
    public List<TypeElement> in(TypeMirror type) {
        return Shape.mentioned(type).flatMap(t -> copied(t).stream()).toList();
    }

    /**
     * The types to be copied that code mentions, by their names or in a field that it names, but
     * for parts of it.
     */
    Set<TypeElement> in(Tree code, ClassSource in, Set<Tree> without) {
        Set<TypeElement> found = new LinkedHashSet<>();
        new PartScanner(without) {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                found.addAll(mentioned(in.names().of(tree)));
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                found.addAll(mentioned(in.names().of(tree)));
                in.typing()
                        .receiver(tree.getExpression())
                        .flatMap(Annotations::element)
                        .flatMap(t -> in.names().field(t, tree.getIdentifier()))
                        .ifPresent(f -> found.addAll(in(f.asType())));
                return super.visitMemberSelect(tree, null);
            }
        }.scan(code, null);
        return found;
    }

    private List<TypeElement> mentioned(Meaning meaning) {
        if (meaning instanceof Meaning.Type t) {
            return copied(t.type()).stream().toList();
        }
        return meaning instanceof Meaning.Field f
                ? new ArrayList<>(in(f.field().asType()))
                : List.of();
    }
}
