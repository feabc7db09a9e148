package org.llmspace.web.space.math;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What TeX's commands without arguments stand for.
final class Symbols {

    /// Letters and signs that stand for things.
    static final Map<String, String> LETTERS = table("""
            alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ \
            mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω \
            Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω \
            infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ \
            forall ∀ exists ∃ nexists ∄ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ prime ′ angle ∠ degree ° imath ı jmath ȷ""");

    /// Signs between or before things.
    static final Map<String, String> OPERATORS = table(
            """
                    cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ setminus ∖ \
                    le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ \
                    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ land ∧ wedge ∧ lor ∨ vee ∨ neg ¬ lnot ¬ \
                    to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ \
                    mapsto ↦ longrightarrow ⟶ uparrow ↑ downarrow ↓ mid ∣ parallel ∥ perp ⊥ vdash ⊢ models ⊨ colon : \
                    langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lvert | rvert | lVert ‖ rVert ‖ vert | backslash \\ Vert ‖""");

    /// Signs whose limits stand above and below.
    static final Map<String, String> LARGE = table("""
            sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀""");

    /// Functions that are written upright.
    static final Set<String> FUNCTIONS = Set.of("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan",
            "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "det", "dim", "ker", "deg", "gcd", "hom", "arg", "Pr");

    /// Functions whose limits stand below.
    static final Set<String> LIMITS = Set.of("lim", "max", "min", "sup", "inf", "limsup", "liminf", "argmax", "argmin");

    static final Map<String, String> ACCENTS = table("""
            hat ^ widehat ^ bar ¯ overline ¯ vec → tilde ~ widetilde ~ dot ˙ ddot ¨ overrightarrow → overbrace ⏞""");

    /// In em.
    static final Map<String, String> SPACES = table("""
            , 0.17 : 0.22 ; 0.28 ! -0.17 quad 1 qquad 2 enspace 0.5 thinspace 0.17""");

    private Symbols() {
    }

    private static Map<String, String> table(String words) {
        Map<String, String> table = new HashMap<>();
        String[] all = words.strip().split("\\s+");
        for (int i = 0; i < all.length; i += 2) {
            table.put(all[i], all[i + 1]);
        }
        return Map.copyOf(table);
    }
}
