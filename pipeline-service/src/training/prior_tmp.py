import sys, torch, math, re
import qa
from training import model_and_tokenizer, go_on
e,t=model_and_tokenizer(); e.eval()
e2,_=model_and_tokenizer(); m=qa.Qa(e2)
st=sys.argv[1]
if ',' in st:
    import export; m.load_state_dict(export.average([torch.load(f) for f in st.split(',')]))
else: go_on(m,st)
m.eval()
@torch.no_grad()
def d(s):
    ids=[101]+t.encode(s)[0][:254]+[102]; i=torch.tensor([ids])
    x=e(i,torch.ones_like(i),torch.zeros_like(i))[0].mean(0); return x/x.norm()
def ends(c):
    out=[k.end() for k in re.finditer(r'[.!?]["”]?\s+(?=[A-Z"“0-9])',c) if not re.search(r'(?<![A-Za-z.])(Mr|Mrs|Ms|Dr|[A-HJ-Z])\.\s+$',c[:k.end()])]
    return out+[len(c)]
W=(0,2,4,6,8)
for f in sys.argv[2:]:
    hit={w:0 for w in W}; ex={w:0 for w in W}; f1={w:0. for w in W}; ref={w:0 for w in W}; wr={w:0 for w in W}; n=no=0; bad=[]; L=0
    for c,qs in qa.passages(f):
        E=ends(c); sv=[d(c[(E[i-1] if i else 0):E[i]]) for i in range(len(E))]
        S=lambda p: next(i for i,x in enumerate(E) if p<x)
        for q,g in qs:
            ids,types,first,off=qa.packed(t,q,c)
            row=torch.tensor([ids])
            with torch.no_grad(): lo=m(row,torch.ones_like(row),torch.tensor([types]))[0]
            mask=torch.tensor(types)==1; mask[0]=True; mask[-1]=False
            lo=lo.masked_fill(~mask[:,None],-1e4); p=torch.softmax(lo,0)
            k=len(off); tab=p[first:first+k,0][:,None]*p[first:first+k,1][None]
            tab=tab*torch.ones(k,k).triu().tril(14)
            v,ix=tab.flatten().topk(20); na=(p[0,0]*p[0,1]).item(); qv=d(q)
            cand=[(off[i//k][0],off[i%k][1],s) for i,s in zip(ix.tolist(),v.tolist())]
            # one span for the same place
            for w in W:
                ws=[s*math.exp(w*float(qv@sv[S(a)])) for a,b,s in cand]; z=sum(s for _,_,s in cand)/max(1e-12,sum(ws))
                j=max(range(len(ws)),key=lambda i:ws[i]); a,b,_=cand[j]; sc=ws[j]*z
                if not g: ref[w]+=na>sc
                else:
                    mine=c[a:b]; at=c.find(g)
                    h=S(a)==S(at) or mine==g; hit[w]+=h; ex[w]+=qa.words(mine)==qa.words(g); f1[w]+=qa.overlap(mine,g); wr[w]+=na>sc
                    if w==8 and not h: bad.append((q,mine,g))
                    elif w==8 and qa.overlap(mine,g)<0.3: bad.append(('~'+q,mine,g))
            n+=bool(g); no+=not g
    print(f,n,no)
    for w in W: print('  w',w,'sentence',hit[w],round(hit[w]/n,3),'exact',round(ex[w]/n,3),'F1',round(f1[w]/n,3),'refused right',ref[w],'wrongly',wr[w])
    if 0:
        for b in bad: print('    ',b)
