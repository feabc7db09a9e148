# Writes small images of many kinds, and what Pillow reads from them: python3 make.py FOLDER (needs numpy and Pillow)
import numpy as np, json, os, hashlib, sys
from PIL import Image, ImageOps
out=sys.argv[1]; os.makedirs(out,exist_ok=True)
rng=np.random.default_rng(5)
def scene(w,h):
    y,x=np.mgrid[0:h,0:w].astype(float)
    a=np.stack([128+100*np.sin(x/5.0+y/9.0),128+100*np.cos(y/4.0),(x*255/w+y*30/h)%256],-1)
    a[h//4:h//2,w//4:w//2]=[250,20,40]
    return np.clip(a+rng.normal(0,12,a.shape),0,255).astype(np.uint8)
im=Image.fromarray(scene(53,37)); g=im.convert('L')
def s(i,name,**k): i.save(f'{out}/{name}',**k)
s(im,'rgb.png'); s(Image.fromarray(scene(32,32)),'square.png'); s(g,'gray.png'); s(im.quantize(50),'palette.png'); s(im.quantize(4),'palette2bit.png',bits=2); s(g.point(lambda v:255*(v>128)).convert('1'),'bilevel.png')
a=im.convert('RGBA'); a.putalpha(g); s(a,'rgba.png'); s(a.convert('LA'),'la.png')
s(im,'base444.jpg',quality=90,subsampling=0); s(im,'base422.jpg',quality=85,subsampling=1); s(im,'base420.jpg',quality=75,subsampling=2)
s(im,'prog420.jpg',quality=80,progressive=True); s(im,'prog444.jpg',quality=60,progressive=True,subsampling=0); s(g,'gray.jpg',quality=80); s(g,'grayprog.jpg',progressive=True)
s(im,'restart.jpg',quality=80,restart_marker_blocks=3); s(im.convert('CMYK'),'cmyk.jpg',quality=90)
ex=Image.Exif(); ex[0x112]=6; s(im,'exif6.jpg',quality=90,exif=ex); 
s(im.quantize(64),'plain.gif'); s(im.quantize(200),'interlaced.gif',interlace=1)
import struct, zlib
def png(name,w,h,depth,kind,interlaced,rows):
    def chunk(t,d): return struct.pack('>I',len(d))+t+d+struct.pack('>I',zlib.crc32(t+d))
    passes=[(0,0,8,8),(4,0,8,8),(0,4,4,8),(2,0,4,4),(0,2,2,4),(1,0,2,2),(0,1,1,2)] if interlaced else [(0,0,1,1)]
    raw=b''.join(b'\0'+rows(y,range(x0,w,dx)) for x0,y0,dx,dy in passes for y in range(y0,h,dy) if x0<w)
    open(f'{out}/{name}','wb').write(b'\x89PNG\r\n\x1a\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',w,h,depth,kind,0,0,interlaced))+chunk(b'IDAT',zlib.compress(raw))+chunk(b'IEND',b''))
px=np.asarray(im)
png('interlaced.png',53,37,8,2,1,lambda y,xs: px[y,list(xs)].tobytes())
png('deep.png',53,37,16,2,0,lambda y,xs: (px[y,list(xs)].astype('>u2')*257).tobytes())
exp={}
for f in sorted(os.listdir(out)):
    if f.endswith(('.json','.py')): continue
    i=ImageOps.exif_transpose(Image.open(f'{out}/{f}')).convert('RGB'); exp[f]={'size':i.size,'md5':hashlib.md5(i.tobytes()).hexdigest()}
for n,m in (('nearest',0),('lanczos',1),('bilinear',2),('bicubic',3),('box',4),('hamming',5)):
    for w,h in ((16,16),(100,80),(24,90)):
        i=im.resize((w,h),m); exp[f'resize.{m}.{w}x{h}']={'size':i.size,'md5':hashlib.md5(i.tobytes()).hexdigest()}
json.dump(exp,open(f'{out}/pillow.json','w'),indent=1)
