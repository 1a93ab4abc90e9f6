// SPDX-License-Identifier: GPL-2.0
/* The crypto API: digests, a keyed one, a cipher in two modes, what is not there. */
#include <crypto/hash.h>
#include <crypto/skcipher.h>
#include <linux/module.h>
#include <linux/scatterlist.h>

static void digest(const char *name, const char *key)
{
	struct crypto_shash *tfm = crypto_alloc_shash(name, 0, 0);
	u8 out[64];
	int error = 0;

	if (IS_ERR(tfm)) {
		pr_info("crypto_demo: %s %ld\n", name, PTR_ERR(tfm));
		return;
	}
	if (key)
		error = crypto_shash_setkey(tfm, key, strlen(key));
	if (!error)
		error = crypto_shash_tfm_digest(tfm, "The quick brown fox", 19, out);
	pr_info("crypto_demo: %s %d %*phN\n", name, error, error ? 0 : (int)crypto_shash_digestsize(tfm), out);
	crypto_free_shash(tfm);
}

static void cipher(const char *name, unsigned int key_length)
{
	struct crypto_skcipher *tfm = crypto_alloc_skcipher(name, 0, 0);
	struct skcipher_request *request;
	struct scatterlist list;
	DECLARE_CRYPTO_WAIT(wait);
	u8 key[32] = { 1, 2, 3 }, iv[16] = { 9 };
	u8 *data;
	int error;

	if (IS_ERR(tfm)) {
		pr_info("crypto_demo: %s %ld\n", name, PTR_ERR(tfm));
		return;
	}
	error = crypto_skcipher_setkey(tfm, key, key_length);
	pr_info("crypto_demo: %s key of %u: %d\n", name, key_length, error);
	data = kzalloc(32, GFP_KERNEL);
	request = skcipher_request_alloc(tfm, GFP_KERNEL);
	if (!error && data && request) {
		strcpy(data, "secret");
		sg_init_one(&list, data, 32);
		skcipher_request_set_callback(request, CRYPTO_TFM_REQ_MAY_SLEEP | CRYPTO_TFM_REQ_MAY_BACKLOG,
					      crypto_req_done, &wait);
		skcipher_request_set_crypt(request, &list, &list, 32, iv);
		error = crypto_wait_req(crypto_skcipher_encrypt(request), &wait);
		pr_info("crypto_demo: %s encrypted %d %32phN\n", name, error, data);
		memset(iv, 0, sizeof(iv));
		iv[0] = 9;
		error = crypto_wait_req(crypto_skcipher_decrypt(request), &wait);
		pr_info("crypto_demo: %s decrypted %d %.6s\n", name, error, data);
	}
	skcipher_request_free(request);
	kfree(data);
	crypto_free_skcipher(tfm);
}

static int __init crypto_demo_init(void)
{
	digest("md5", NULL);
	digest("sha1", NULL);
	digest("sha256", NULL);
	digest("hmac(sha256)", "key");
	digest("crc32c", NULL);
	digest("nosuch", NULL);
	cipher("ecb(aes)", 16);
	cipher("cbc(aes)", 32);
	cipher("cbc(aes)", 15);
	cipher("nosuch(aes)", 16);
	pr_info("crypto_demo: has sha1 %d nosuch %d\n", crypto_has_ahash("sha1", 0, 0), crypto_has_ahash("nosuch", 0, 0));
	return 0;
}

static void __exit crypto_demo_exit(void)
{
	pr_info("crypto_demo: gone\n");
}

module_init(crypto_demo_init);
module_exit(crypto_demo_exit);
MODULE_LICENSE("GPL");
