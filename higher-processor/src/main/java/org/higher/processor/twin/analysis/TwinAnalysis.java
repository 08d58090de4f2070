package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.ABSTRACT;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.MethodSelection.Selected;
import org.jspecify.annotations.Nullable;

/** From a model's source to the description of its twin. */
public final class TwinAnalysis {
    private final ClassSource source;
    private final TypeElement type;
    private final LayerTypes layers;
    private final Selected selected;

    private TwinAnalysis(ClassSource source, LayerTypes layers, Selected selected) {
        this.source = source;
        this.type = source.type();
        this.layers = layers;
        this.selected = selected;
    }

    /** The description of the twin, and all that is found to be wrong on the way. */
    public static AnalyzedModel of(ClassSource source, InertTypes inert) {
        LayerTypes layers = LayerTypes.of(source.elements(), source.type());
        Selected selected = MethodSelection.of(source, layers);
        TwinAnalysis analysis = new TwinAnalysis(source, layers, selected);
        return new AnalyzedModel(
                selected.required(),
                selected.leftOut(),
                analysis.problems(),
                analysis.model(FieldRoles.of(source, inert)));
    }

    private TwinModel model(FieldRoles roles) {
        Set<String> mentioned = mentioned();
        return new TwinModel(
                type,
                source.fields().stream()
                        .map(f -> roles.of(f, mentioned.contains(f.getSimpleName().toString())))
                        .toList(),
                layers.nearest(),
                methods(),
                implicitAccessors().stream().map(this::method).toList(),
                statics());
    }

    /**
     * Every name in the copied methods; a private setting that none of them mentions is not needed.
     */
    private Set<String> mentioned() {
        Set<String> names = new HashSet<>();
        for (ExecutableElement method : selected.copies().keySet()) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                    names.add(tree.getName().toString());
                    return null;
                }

                @Override
                public @Nullable Void visitMemberSelect(
                        MemberSelectTree tree, @Nullable Void unused) {
                    names.add(tree.getIdentifier().toString());
                    return super.visitMemberSelect(tree, null);
                }
            }.scan(source.body(method).orElseThrow(), null);
        }
        implicitAccessors().forEach(a -> names.add(a.getSimpleName().toString()));
        return names;
    }

    /** The accessors that a record has without writing them. */
    private List<ExecutableElement> implicitAccessors() {
        return type.getRecordComponents().stream()
                .map(RecordComponentElement::getAccessor)
                .filter(a -> source.body(a).isEmpty())
                .toList();
    }

    private List<TwinMethod> methods() {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> selected.copies().containsKey(m) || isAbstract(m))
                .map(this::method)
                .toList();
    }

    private static boolean isAbstract(ExecutableElement method) {
        return method.getModifiers().contains(ABSTRACT) && !MethodKinds.isSetting(method);
    }

    private TwinMethod method(ExecutableElement method) {
        Optional<CodeBlock> body =
                Optional.ofNullable(selected.copies().get(method)).map(BodyCopy::code);
        return new TwinMethod(
                method,
                source.place(method),
                body,
                layers.isOverride(method),
                layers.isEntryOverride(method));
    }

    private List<VariableElement> statics() {
        return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                .filter(
                        f ->
                                selected.copies().values().stream()
                                        .anyMatch(c -> c.statics().contains(f)))
                .toList();
    }

    /** What is wrong with methods that can't be left out. */
    private List<Problem> problems() {
        return selected.required().stream()
                .map(m -> Objects.requireNonNull(selected.copies().get(m), "a copied method"))
                .flatMap(copy -> copy.problems().stream())
                .toList();
    }
}
